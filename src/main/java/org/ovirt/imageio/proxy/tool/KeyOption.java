// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.ovirt.imageio.proxy.token.SigningKey;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The private key that signs what is made. */
final class KeyOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description =
                    "The private key, not encrypted: PEM (PRIVATE KEY, as 'openssl genpkey' makes"
                            + " it) or a JWK; RSA of 2048 to 8192 bits, or EC of the curve P-256.")
    private Path file;

    /** Reads the key, and warns if it is not well kept. */
    SigningKey read() throws ToolException {
        InputFile input = new InputFile(file);
        String text = input.text();
        if (input.isReadableByOthers()) {
            command.commandLine()
                    .getErr()
                    .printf("warning: every user can read %s; 'chmod 600' mends that%n", file);
        }
        try {
            return SigningKey.parse(text);
        } catch (GeneralSecurityException e) {
            throw input.unusable(e);
        }
    }
}
