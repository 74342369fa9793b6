// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.SignedTicketSigner;
import org.ovirt.imageio.proxy.token.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a signed ticket. */
@Command(
        name = "ticket",
        description = {
            "Makes a signed ticket as the Engine does: version 2, or 1 with --v1.",
            "It allows reading and writing of the whole image; it has no place for less."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  java -jar ovirt-imageio-token.jar make ticket --key engine.key \\",
            "      --certificate engine.cer --ticket 11112222-aaaa-4bbb-8ccc-777788889999 \\",
            "      --daemon https://host.example:54322 > ticket.txt"
        })
final class MakeTicketCommand implements Callable<Integer> {
    private final Clock clock;

    @Spec private CommandSpec command;
    @Mixin private KeyOption key;
    @Mixin private GrantOptions grant;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            required = true,
            description = "The key's certificate, PEM, which the ticket carries.")
    private Path certificate;

    @Option(
            names = "--v1",
            description =
                    "Sign with SHA-1, as Engines up to 4.4 did. Proxies take that only where they"
                            + " are told to.")
    private boolean version1;

    MakeTicketCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws ToolException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Grant allowed =
                grant.grant(
                        now,
                        EnumSet.allOf(Operation.class),
                        OptionalLong.empty(),
                        Optional.empty());
        SigningKey signingKey = key.read();
        X509Certificate certified = new InputFile(certificate).certificate();
        try {
            command.commandLine()
                    .getOut()
                    .print(signer(signingKey, certified).sign(allowed, now) + "\n");
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "No such ticket can be made: " + e.getMessage(), e);
        }
        return ExitCode.GOOD;
    }

    private SignedTicketSigner signer(SigningKey signingKey, X509Certificate certified) {
        SecureRandom random = new SecureRandom();
        return version1
                ? SignedTicketSigner.v1(signingKey, certified, random)
                : SignedTicketSigner.v2(signingKey, certified, random);
    }
}
