// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import picocli.CommandLine.Command;

/** Gathers what makes tokens. */
@Command(
        name = "make",
        description = "Makes a token and prints it to standard output, with a line feed.")
final class MakeCommand {}
