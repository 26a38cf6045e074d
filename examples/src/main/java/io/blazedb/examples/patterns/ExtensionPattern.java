/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.patterns;

import io.blazedb.client.BlazeDatabase;
import io.blazedb.client.Change;
import io.blazedb.client.Watch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An app and its extension share one file by its password: both write, each is told what the other commits, and the file is one database. */
final class ExtensionPattern {
    private ExtensionPattern() {}

    static List<String> run(Path directory) throws Exception {
        try (BlazeDatabase app = Patterns.open(directory, "editor");
                BlazeDatabase extension = Patterns.open(directory, "editor")) {
            app.execute("CREATE TABLE document (id BIGINT PRIMARY KEY, text VARCHAR(80), words INTEGER)");
            BlockingQueue<Change> counted = new LinkedBlockingQueue<>();
            try (Watch counting = extension.watch("document", change -> count(extension, change));
                    Watch shown = app.watch("document", change -> {
                        if (change.kind() == Change.Kind.UPDATE) {
                            counted.add(change);
                        }
                    })) {
                app.insert("document", Map.of("id", 1, "text", "to be or not to be"));
                Change change = counted.poll(60, TimeUnit.SECONDS);
                if (change == null || change.newRow() == null) {
                    throw new IllegalStateException("nobody counted", counting.failure());
                }
                return List.of(Patterns.line(change.newRow()), "watching: " + (shown.failure() == null));
            }
        }
    }

    /** The extension adds what the app does not know. */
    private static void count(BlazeDatabase extension, Change change) {
        if (change.kind() == Change.Kind.INSERT && change.newRow() != null) {
            String text = String.valueOf(change.newRow().getString("text"));
            extension.update(
                    "document",
                    Map.of("words", text.split(" ").length),
                    Map.of("id", change.newRow().get("id")));
        }
    }
}
