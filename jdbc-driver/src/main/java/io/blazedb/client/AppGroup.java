/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

/**
 * A group of apps that share data, as a grantee.
 *
 * @param name the group's name, such as {@code com.acme.suite}
 */
public record AppGroup(String name) implements Grantee {
    public static AppGroup named(String name) {
        return new AppGroup(name);
    }

    @Override
    public String toSql() {
        return "APP GROUP " + Names.literal(name);
    }
}
