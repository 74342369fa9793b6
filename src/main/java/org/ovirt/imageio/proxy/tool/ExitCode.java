// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

/** How the tool's process ends. Wrong usage is picocli's own 2. */
final class ExitCode {
    static final int GOOD = 0;
    static final int NOT_ACCEPTED = 1;
    static final int UNUSABLE = 3;

    private ExitCode() {}
}
