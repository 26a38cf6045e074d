/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar, if it runs from one. */
final class CliVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = CliVersion.class.getPackage().getImplementationVersion();
        return new String[] {
            "BlazeDB " + (version == null ? "(development build)" : version) + ", Java " + Runtime.version()
        };
    }
}
