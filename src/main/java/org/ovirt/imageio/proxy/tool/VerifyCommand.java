// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.ovirt.imageio.proxy.config.TokenConfig;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.JwtAlgorithm;
import org.ovirt.imageio.proxy.token.TokenException;
import org.ovirt.imageio.proxy.token.TokenVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Verifies a token by the proxy's rules. */
@Command(
        name = "verify",
        description = {
            "Verifies a token as the proxy would and prints what it allows.",
            "A JWT needs --key; a signed ticket needs --certificate and --ca.",
            "Whether the proxy may connect to the token's daemon is not checked here."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar ovirt-imageio-token.jar verify --key jwt.pub --issuer me token.jwt",
            "  java -jar ovirt-imageio-token.jar verify \\",
            "      --certificate /etc/pki/ovirt-engine/certs/engine.cer \\",
            "      --ca /etc/pki/ovirt-engine/ca.pem --at 2026-12-31T23:59:59Z < ticket.txt"
        })
final class VerifyCommand implements Callable<Integer> {
    private final Clock clock;
    private final InputStream standardInput;

    @Spec private CommandSpec command;
    @Mixin private TokenParameter parameter;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Public keys of JWTs: PEM (PUBLIC KEY, CERTIFICATE), a JWK or a JWK set.")
    private Optional<Path> keys;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "The Engine's certificate, PEM.")
    private Optional<Path> certificate;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "The CA that the certificate must lead to, PEM.")
    private Optional<Path> authority;

    @Option(
            names = "--signed-tickets-v1",
            description = "Accept tickets with a SHA-1 signature alone.")
    private boolean signedTicketsV1;

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            split = ",",
            description = "The only algorithms of JWTs: ${COMPLETION-CANDIDATES} (default: all).")
    private Set<JwtAlgorithm> algorithms = Set.of();

    @Option(
            names = "--issuer",
            paramLabel = "NAME",
            description = "Who must have issued a JWT (default: anybody with the key).")
    private Optional<String> issuer;

    @Option(
            names = "--audience",
            paramLabel = "NAME",
            split = ",",
            defaultValue = TokenTool.AUDIENCE,
            description = "Whom a JWT must be meant for, one of these (default: ${DEFAULT-VALUE}).")
    private Set<String> audiences;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "The group that a JWT must have (default: any or none).")
    private Optional<String> group;

    @Option(
            names = "--skew",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "By how much clocks may differ (default: ${DEFAULT-VALUE}).")
    private Duration skew;

    @Option(
            names = "--max-age",
            paramLabel = "SECONDS",
            description = "How long after its issue a JWT is accepted (default: any time).")
    private Optional<Duration> maxAge;

    @Option(
            names = "--max-lifetime",
            paramLabel = "SECONDS",
            defaultValue = "86400",
            description = "The longest lifetime that a token may have (default: ${DEFAULT-VALUE}).")
    private Duration maxLifetime;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "The moment to judge, such as 2026-12-31T23:59:59Z (default: now).")
    private Optional<Instant> moment;

    VerifyCommand(Clock clock, InputStream standardInput) {
        this.clock = clock;
        this.standardInput = standardInput;
    }

    @Override
    public Integer call() throws ToolException {
        String token = parameter.read(standardInput);
        boolean jwt = TokenText.isJwt(token);
        TokenVerifier verifier = jwt ? ofJwts() : ofTickets();
        PrintWriter out = command.commandLine().getOut();
        try {
            print(verifier.verify(jwt ? "Bearer " + token : token), out);
            return ExitCode.GOOD;
        } catch (TokenException e) {
            out.printf("not accepted: %s: %s.%n", e.fault().code(), e.fault().description());
            return ExitCode.NOT_ACCEPTED;
        }
    }

    private TokenVerifier ofJwts() throws ToolException {
        InputFile file = file(keys, "The token is a JWT: --key must name its public key");
        file.text();
        try {
            return verifier(Optional.of(file.path()), Optional.empty(), file.path());
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    private TokenVerifier ofTickets() throws ToolException {
        String missing =
                "The token is no JWT; a signed ticket needs --certificate and --ca, the Engine's";
        InputFile engine = file(certificate, missing);
        InputFile ca = file(authority, missing);
        engine.certificate();
        ca.certificate();
        try {
            return verifier(Optional.empty(), Optional.of(engine.path()), ca.path());
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    /** The verifier's message begins with the file. */
    private static ToolException unusable(GeneralSecurityException e) {
        return new ToolException("cannot use " + e.getMessage());
    }

    private InputFile file(Optional<Path> path, String missing) {
        return new InputFile(
                path.orElseThrow(() -> new ParameterException(command.commandLine(), missing)));
    }

    private TokenVerifier verifier(Optional<Path> jwtKeys, Optional<Path> engine, Path ca)
            throws ToolException, GeneralSecurityException {
        TokenConfig config =
                new TokenConfig(
                        jwtKeys,
                        Optional.empty(),
                        algorithms.stream().map(JwtAlgorithm::name).collect(Collectors.toSet()),
                        issuer,
                        audiences,
                        group,
                        skew,
                        maxAge,
                        maxLifetime,
                        engine,
                        signedTicketsV1);
        Clock judged = moment.map(at -> Clock.fixed(at, ZoneOffset.UTC)).orElse(clock);
        try {
            return TokenVerifier.create(config, ca, judged);
        } catch (IOException e) {
            throw new ToolException("a file of keys has other bytes than text; give PEM or JSON");
        }
    }

    private static void print(Grant grant, PrintWriter out) {
        out.println("accepted");
        print(out, "ticket", grant.ticketId().value());
        print(out, "daemon", "https://" + grant.daemon().authority());
        print(
                out,
                "operations",
                grant.operations().stream()
                        .sorted()
                        .map(Operation::word)
                        .collect(Collectors.joining(", ")));
        grant.size().ifPresent(size -> print(out, "size", size + " bytes"));
        grant.filename().ifPresent(name -> print(out, "file name", name));
        grant.transferId().ifPresent(id -> print(out, "transfer", id));
        print(out, "expires", grant.expires().toString());
    }

    private static void print(PrintWriter out, String name, String value) {
        out.println(TokenText.line(name, value));
    }
}
