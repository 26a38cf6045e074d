/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.support;

import java.util.LinkedHashMap;
import java.util.Map;

/** Checks of one part of the JDBC specification, by name and in order. */
public final class Chapter {
    private final String name;
    private final Map<String, Check> checks = new LinkedHashMap<>();

    public Chapter(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    public Map<String, Check> checks() {
        return checks;
    }

    /** Adds a check; its name says what holds. */
    public Chapter add(String check, Check body) {
        if (checks.put(check, body) != null) {
            throw new IllegalArgumentException("Two checks are named " + check);
        }
        return this;
    }
}
