/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.patterns;

import static io.blazedb.client.Privilege.SELECT;
import static io.blazedb.client.Privilege.SUBSCRIBE;

import io.blazedb.client.BlazeDatabase;
import io.blazedb.client.Grantee;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An authoritative app and two read-only widgets: one keeps a replica, reads it as its own data and still has it when the app is gone; the other asks the app for
 * each answer and keeps nothing.
 */
final class CachePattern {
    private CachePattern() {}

    static List<String> run(Path directory) throws Exception {
        List<String> seen = new ArrayList<>();
        try (BlazeDatabase cached = Patterns.open(directory, "cached");
                BlazeDatabase asking = Patterns.open(directory, "asking")) {
            try (BlazeDatabase weather = Patterns.open(directory, "weather")) {
                weather.execute("CREATE TABLE forecast (city VARCHAR(20) PRIMARY KEY, text VARCHAR(40))");
                weather.insert("forecast", Map.of("city", "Rome", "text", "sun"));
                weather.publish("forecasts", tables -> tables.table("forecast"))
                        .grantTo(Grantee.app("cached"), SUBSCRIBE)
                        .grantTo(Grantee.app("asking"), SELECT);
                cached.attach(Patterns.source("weather"), "weather");
                asking.attach(Patterns.source("weather"), "weather");
                seen.add("cached: " + forecast(cached));
                seen.add("asking: " + forecast(asking));
            }
            seen.add("cached, without the app: " + forecast(cached));
            try {
                seen.add("asking, without the app: " + forecast(asking));
            } catch (RuntimeException notRunning) {
                seen.add("asking, without the app: no answer");
            }
        }
        return seen;
    }

    private static String forecast(BlazeDatabase widget) {
        return String.valueOf(widget.sql("SELECT text FROM weather.forecast WHERE city = 'Rome'")
                .get(0)
                .getString("text"));
    }
}
