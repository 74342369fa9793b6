// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a token says. */
@Command(
        name = "show",
        description = "Prints what a token says, times in UTC. Nothing of it is verified.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar ovirt-imageio-token.jar show token.jwt",
            "  java -jar ovirt-imageio-token.jar show < ticket.txt"
        })
final class ShowCommand implements Callable<Integer> {
    private final InputStream standardInput;

    @Spec private CommandSpec command;
    @Mixin private TokenParameter parameter;

    ShowCommand(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    @Override
    public Integer call() throws ToolException {
        String shown = TokenText.describe(parameter.read(standardInput));
        command.commandLine()
                .getOut()
                .print("Not verified: anybody can have written this.\n" + shown);
        return ExitCode.GOOD;
    }
}
