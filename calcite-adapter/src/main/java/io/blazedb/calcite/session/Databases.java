/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import java.util.ArrayList;
import java.util.List;

/** The databases that sessions of one engine can name: main through the engine's own handle, and the attachments. */
public final class Databases {
    private final Database main;
    private final AttachmentRegistry attachments;
    private final StoreResources sharedMain;

    /**
     * The databases.
     *
     * @param main main as this engine opened it
     * @param sharedMain main as the attachments know it
     */
    public Databases(Database main, StoreResources sharedMain, AttachmentRegistry attachments) {
        this.main = main;
        this.sharedMain = sharedMain;
        this.attachments = attachments;
    }

    public Database main() {
        return main;
    }

    public AttachmentRegistry attachments() {
        return attachments;
    }

    /** All aliases, main first. */
    public List<String> aliases() {
        List<String> aliases = new ArrayList<>();
        aliases.add(Database.MAIN);
        aliases.addAll(attachments.aliases());
        return aliases;
    }

    public boolean isKnown(String alias) {
        return alias.equals(Database.MAIN) || attachments.isKnown(alias);
    }

    /**
     * A database by its alias.
     *
     * @throws io.blazedb.calcite.error.BlazeSqlException 3D000 unknown, or why it cannot be opened
     */
    public Database require(String alias) {
        return alias.equals(Database.MAIN) ? main : own(attachments.require(alias));
    }

    /** All databases, main first; an attachment that is not open has no tables. */
    public List<Database> all() {
        List<Database> databases = new ArrayList<>();
        databases.add(main);
        attachments.all().forEach(database -> databases.add(own(database)));
        return databases;
    }

    /** A replica lives in main: it is reached through this engine's handle, so that both are one transaction. */
    private Database own(Database database) {
        return database.resources() == sharedMain && sharedMain != main.resources()
                ? new Database(
                        database.alias(),
                        database.source(),
                        main.resources(),
                        database.namespace(),
                        database.attachment())
                : database;
    }
}
