/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.jdbc.BlazeDriver;
import picocli.CommandLine.IVersionProvider;

/** The version of the product, which is the driver's, and of Java. */
final class CliVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        BlazeDriver driver = new BlazeDriver();
        String version = driver.getMajorVersion() + "." + driver.getMinorVersion();
        return new String[] {"BlazeDB " + version + ", Java " + Runtime.version()};
    }
}
