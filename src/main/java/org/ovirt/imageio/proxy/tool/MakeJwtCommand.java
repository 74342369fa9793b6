// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.JwtAlgorithm;
import org.ovirt.imageio.proxy.token.SigningKey;
import org.ovirt.imageio.proxy.token.TokenOrigin;
import org.ovirt.imageio.proxy.token.TokenSigner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a JWT. */
@Command(
        name = "jwt",
        description = "Makes a MicroProfile JWT.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out jwt.key",
            "  java -jar ovirt-imageio-token.jar make jwt --key jwt.key --issuer me \\",
            "      --ticket 11112222-aaaa-4bbb-8ccc-777788889999 \\",
            "      --daemon https://host.example:54322 --ops read > token.jwt"
        })
final class MakeJwtCommand implements Callable<Integer> {
    private final Clock clock;

    @Spec private CommandSpec command;
    @Mixin private KeyOption key;
    @Mixin private GrantOptions grant;

    @Option(
            names = "--ops",
            paramLabel = "OPERATION",
            split = ",",
            defaultValue = "read,write",
            description = "What is allowed, a list (default: ${DEFAULT-VALUE}).")
    private Set<Operation> operations;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            description = "How much of the image can be addressed (default: all of it).")
    private Optional<Long> size;

    @Option(
            names = "--filename",
            paramLabel = "NAME",
            description = "The name under which a browser stores a download.")
    private Optional<String> filename;

    @Option(names = "--issuer", paramLabel = "NAME", description = "Who issues it: iss.")
    private Optional<String> issuer;

    @Option(
            names = "--audience",
            paramLabel = "NAME",
            defaultValue = TokenTool.AUDIENCE,
            description = "Whom it is meant for: aud (default: ${DEFAULT-VALUE}). Repeatable.")
    private List<String> audiences;

    @Option(names = "--subject", paramLabel = "NAME", description = "Who shows it: sub.")
    private Optional<String> subject;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "A group that the subject is in: groups. Repeatable.")
    private List<String> groups = List.of();

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES} (default: as the key is).")
    private Optional<JwtAlgorithm> algorithm;

    @Option(
            names = "--kid",
            paramLabel = "ID",
            description = "The key's name in the token's header (default: the JWK's).")
    private Optional<String> keyId;

    MakeJwtCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws ToolException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Grant allowed = grant.grant(now, operations, bytes(), filename);
        TokenOrigin origin =
                new TokenOrigin(
                        issuer,
                        audiences,
                        subject,
                        Optional.of(UUID.randomUUID().toString()),
                        groups,
                        now,
                        now);
        SigningKey signingKey = key.read();
        try {
            TokenSigner signer =
                    new TokenSigner(
                            signingKey,
                            algorithm.orElse(signingKey.algorithms().get(0)),
                            keyId.or(signingKey::id));
            command.commandLine().getOut().print(signer.sign(allowed, origin) + "\n");
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "No such token can be made: " + e.getMessage(), e);
        }
        return ExitCode.GOOD;
    }

    private OptionalLong bytes() {
        if (size.isPresent() && size.get() < 0) {
            throw new ParameterException(command.commandLine(), "--size must be at least 0");
        }
        return size.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }
}
