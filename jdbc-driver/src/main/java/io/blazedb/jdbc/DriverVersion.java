/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

/** Names and version of product and driver: they are one. */
final class DriverVersion {
    static final String PRODUCT = "BlazeDB";
    static final String DRIVER = "BlazeDB JDBC driver";
    static final int MAJOR = 0;
    static final int MINOR = 1;
    static final String TEXT = MAJOR + "." + MINOR + ".0";
    static final int JDBC_MAJOR = 4;
    static final int JDBC_MINOR = 3;

    private DriverVersion() {}
}
