/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.metadata;

import org.jspecify.annotations.Nullable;

/**
 * A name pattern of DatabaseMetaData: {@code %} any characters, {@code _} one, and {@link #ESCAPE} before a character that means
 * itself. A null pattern matches everything.
 */
final class LikePattern {
    static final char ESCAPE = '\\';

    private final @Nullable String pattern;

    LikePattern(@Nullable String pattern) {
        this.pattern = pattern;
    }

    boolean matches(String name) {
        String wanted = pattern;
        return wanted == null || wanted.equals("%") || matches(wanted, name);
    }

    /** Greedy with one point to return to: the last {@code %}. */
    private static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int percent = -1;
        int retry = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '%') {
                percent = p++;
                retry = n;
            } else if (p < pattern.length() && matchesOne(pattern, p, name.charAt(n))) {
                p += isEscape(pattern, p) ? 2 : 1;
                n++;
            } else if (percent >= 0) {
                p = percent + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '%') {
            p++;
        }
        return p == pattern.length();
    }

    private static boolean matchesOne(String pattern, int p, char c) {
        if (isEscape(pattern, p)) {
            return pattern.charAt(p + 1) == c;
        }
        return pattern.charAt(p) == '_' || pattern.charAt(p) == c;
    }

    private static boolean isEscape(String pattern, int p) {
        return pattern.charAt(p) == ESCAPE && p + 1 < pattern.length();
    }
}
