/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Users, roles, their rights, and the policies that decide about rows, as PostgreSQL has them. Rights that need more words than here (on columns, with
 * grant option, for future tables) are statements for {@link BlazeDatabase#execute}.
 */
public final class Access {
    /** What may be done with a table. */
    public enum Right {
        SELECT,
        INSERT,
        UPDATE,
        DELETE
    }

    private final BlazeDatabase database;

    Access(BlazeDatabase database) {
        this.database = database;
    }

    /** Creates a user who opens the database by a password of his own. */
    public Access createUser(String user, String password) {
        return execute("CREATE USER " + Names.quoted(user) + " PASSWORD " + Names.literal(password));
    }

    public Access changePassword(String user, String password) {
        return execute("ALTER USER " + Names.quoted(user) + " PASSWORD " + Names.literal(password));
    }

    /** Drops a user; his password opens nothing from then on. */
    public Access dropUser(String user) {
        return execute("DROP USER " + Names.quoted(user));
    }

    /** Creates a role, which users can be members of. */
    public Access createRole(String role) {
        return execute("CREATE ROLE " + Names.quoted(role));
    }

    public Access dropRole(String role) {
        return execute("DROP ROLE " + Names.quoted(role));
    }

    /** Makes a user or role a member of a role: it may do what the role may. */
    public Access addTo(String role, String member) {
        return execute("GRANT " + Names.quoted(role) + " TO " + Names.quoted(member));
    }

    public Access removeFrom(String role, String member) {
        return execute("REVOKE " + Names.quoted(role) + " FROM " + Names.quoted(member));
    }

    /** Gives a user or role rights on a table or view, all of them if none is named. */
    public Access allow(String role, String table, Right... rights) {
        return execute("GRANT " + list(rights) + " ON " + Names.table(table) + " TO " + Names.quoted(role));
    }

    /** Takes rights back, all of them if none is named. */
    public Access forbid(String role, String table, Right... rights) {
        return execute("REVOKE " + list(rights) + " ON " + Names.table(table) + " FROM " + Names.quoted(role));
    }

    /** From now on policies decide which rows of a table anybody but its owner sees and writes; without a policy none. */
    public Access enableRowSecurity(String table) {
        return execute("ALTER TABLE " + Names.table(table) + " ENABLE ROW LEVEL SECURITY");
    }

    public Access disableRowSecurity(String table) {
        return execute("ALTER TABLE " + Names.table(table) + " DISABLE ROW LEVEL SECURITY");
    }

    /** Begins a policy of a table; it is there after {@link Policy#create}. */
    public Policy policy(String name, String table) {
        return new Policy(database, name, table);
    }

    public Access dropPolicy(String name, String table) {
        return execute("DROP POLICY " + Names.quoted(name) + " ON " + Names.table(table));
    }

    private Access execute(String sql) {
        database.execute(sql);
        return this;
    }

    private static String list(Right... rights) {
        List<String> names = new ArrayList<>();
        for (Right right : rights) {
            names.add(right.name());
        }
        return names.isEmpty() ? "ALL" : String.join(", ", names);
    }
}
