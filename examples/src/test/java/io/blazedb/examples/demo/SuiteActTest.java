/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The suite of the demo as it is played to people: five processes, two devices, a hub, and every claim. */
final class SuiteActTest {

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void everyClaimHolds(@TempDir Path directory) throws Exception {
        StringWriter seen = new StringWriter();
        Stage stage = new Stage(new PrintWriter(seen), false);
        try (Cast cast = new Cast(directory, "correct horse")) {
            new SuiteAct(
                            stage,
                            cast,
                            directory.resolve("suite"),
                            directory.resolve("other-device"),
                            directory.resolve("hub"))
                    .play();
        }
        assertThat(stage.summary(Duration.ZERO)).describedAs(seen.toString()).isTrue();
        assertThat(seen.toString()).contains("8 claims checked, all of them hold");
    }
}
