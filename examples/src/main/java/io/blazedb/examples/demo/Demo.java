/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/** The whole demo: two acts, the table of claims, and how to open the files if they are kept. */
final class Demo {
    private static final int PASSWORD_BYTES = 6;

    private final Stage stage;
    private final Cast cast;
    private final Path directory;
    private final boolean keep;
    private final String password;

    Demo(PrintWriter out, boolean terminal, Path directory, boolean keep) throws IOException {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        this.password = "demo-" + HexFormat.of().formatHex(random);
        this.directory = directory;
        this.keep = keep;
        this.stage = new Stage(out, terminal);
        this.cast = new Cast(directory, password);
    }

    /** Plays the demo; true if every claim holds. */
    boolean run() throws InterruptedException {
        long begin = System.nanoTime();
        stage.say("BlazeDB demo. Every app is a process of its own with an encrypted file of its own, in");
        stage.say(directory + (keep ? "." : ", which is removed at the end (--keep DIR keeps it)."));
        try (cast) {
            new CompanyAct(stage, cast, directory.resolve("company")).play();
            new SuiteAct(
                            stage,
                            cast,
                            directory.resolve("suite"),
                            directory.resolve("other-device"),
                            directory.resolve("hub"))
                    .play();
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception failure) {
            stage.claim("the demo ran to its end", false, String.valueOf(failure.getMessage()));
        }
        boolean holds = stage.summary(Duration.ofNanos(System.nanoTime() - begin));
        if (keep) {
            howToOpen();
        }
        return holds;
    }

    private void howToOpen() {
        stage.title("The files");
        stage.say("  export BLAZEDB_PASSWORD=" + password);
        show("company/hr.blazedb", "SELECT count(*) FROM employee");
        show("company/sales.blazedb", "SELECT sum(store_sales) FROM sales_fact_1997");
        show("company/dashboard.blazedb", "SELECT * FROM blaze.attachments");
        show("suite/notes.blazedb", "SELECT * FROM notes");
        stage.say("  Without -c it is a shell. Identities and groups are in the directories called home.");
    }

    private void show(String file, String sql) {
        stage.say("  ./blazedb sql '" + directory.resolve(file) + "' -c '" + sql + "'");
    }

    /** Ends all processes at once. */
    void destroy() {
        cast.destroy();
    }
}
