// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ovirt.imageio.proxy.config.TokenConfig;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.JwtAlgorithm;
import org.ovirt.imageio.proxy.token.TokenVerifier;

class MakeJwtCommandTest {
    private static final String TICKET = "11112222-aaaa-4bbb-8ccc-777788889999";
    private static final String DAEMON = "https://host.example:54322";

    @TempDir private Path directory;
    private ToolFiles files;

    @BeforeEach
    void setUp() {
        files = new ToolFiles(directory);
    }

    @Test
    void theTokenIsOneLineOfStandardOutputAndNothingElseIsSaid() throws Exception {
        ToolRun run = make();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).matches("[\\w.-]+\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void theProxyAcceptsTheTokenAndReadsWhatWasAskedFor() throws Exception {
        String token =
                make(
                                "--ops",
                                "read",
                                "--size",
                                "1048576",
                                "--filename",
                                "disk 1.raw",
                                "--transfer-id",
                                "transfer-1",
                                "--lifetime",
                                "60")
                        .token();
        assertThat(proxy(files.issuerCertificate()).verify("Bearer " + token))
                .isEqualTo(
                        new Grant(
                                new TicketId(TICKET),
                                DaemonUri.parse(DAEMON + "/images/" + TICKET),
                                Set.of(Operation.READ),
                                OptionalLong.of(1048576),
                                Optional.of("transfer-1"),
                                Optional.of("disk 1.raw"),
                                ToolRun.NOW.plusSeconds(60)));
    }

    @ParameterizedTest
    @EnumSource
    void eachAlgorithmCanBeChosen(JwtAlgorithm algorithm) throws Exception {
        boolean rsa = algorithm != JwtAlgorithm.ES256;
        Path key = rsa ? files.rsaIssuerKey() : files.issuerKey();
        ToolRun run = makeWith(key, "--algorithm", algorithm.name());
        assertThat(part(run.token(), 0).getString("alg")).isEqualTo(algorithm.name());
        Path certificate = rsa ? files.rsaIssuerCertificate() : files.issuerCertificate();
        assertThat(proxy(certificate).verify("Bearer " + run.token()).ticketId().value())
                .isEqualTo(TICKET);
    }

    @Test
    void whatIsNotAskedForHasTheDefaultsOfTheProxy() throws Exception {
        JsonObject claims = part(make().token(), 1);
        assertThat(claims.getJsonArray("aud").getString(0)).isEqualTo("ovirt-imageio-proxy");
        assertThat(claims.getJsonArray("ops")).hasSize(2);
        assertThat(claims.getInt("iat")).isEqualTo(1795348800);
        assertThat(claims.getInt("exp")).isEqualTo(1795349100);
        assertThat(claims).doesNotContainKeys("iss", "sub", "groups", "size", "filename");
    }

    @Test
    void theNamesAreThoseThatAreGiven() throws Exception {
        String token =
                make(
                                "--issuer",
                                "me",
                                "--audience",
                                "one",
                                "--audience",
                                "two",
                                "--subject",
                                "admin",
                                "--group",
                                "g1",
                                "--group",
                                "g2",
                                "--kid",
                                "key-1")
                        .token();
        assertThat(part(token, 0).getString("kid")).isEqualTo("key-1");
        JsonObject claims = part(token, 1);
        assertThat(claims.getString("iss")).isEqualTo("me");
        assertThat(claims.getString("sub")).isEqualTo("admin");
        assertThat(claims.get("aud")).hasToString("[\"one\",\"two\"]");
        assertThat(claims.get("groups")).hasToString("[\"g1\",\"g2\"]");
    }

    @Test
    void eachTokenHasItsOwnName() throws Exception {
        assertThat(part(make().token(), 1).getString("jti"))
                .hasSize(36)
                .isNotEqualTo(part(make().token(), 1).getString("jti"));
    }

    @ParameterizedTest
    @CsvSource({
        "--ops, fly, expected a list of read and write",
        "--ops, '', expected a list of read and write",
        "--lifetime, 0, --lifetime must be at least 1",
        "--lifetime, 31536001, expected a number of seconds from 0 to 31536000",
        "--lifetime, 99999999999999999999, expected a number of seconds",
        "--lifetime, -1, expected a number of seconds",
        "--size, -1, --size must be at least 0",
        "--size, 1k, --size",
        "--algorithm, HS256, --algorithm",
        "--algorithm, RS256, 'the key is for [ES256], not for RS256'",
        "--nonsense, x, --nonsense",
    })
    void wrongUsageIsExplained(String option, String value, String reason) throws Exception {
        refused(make(option, value), 2, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "https://host.example, expected https://host:port and no more",
        "https://host.example:54322/images, expected https://host:port and no more",
        "http://host.example:54322, it must start with https://",
        "host.example:54322, it must start with https://",
        "https://user@host.example:54322, it must not have user info",
        "https://host.example:99999, it must have a port",
        "'https://host.example:54322?', it must not have a query",
        "'https://[fe80::1%25eth0]:54322', a token can name no other daemon",
    })
    void onlyDaemonsThatATokenCanNameAreTaken(String daemon, String reason) throws Exception {
        refused(
                ToolRun.of(
                        "make",
                        "jwt",
                        "--key",
                        files.issuerKey(),
                        "--ticket",
                        TICKET,
                        "--daemon",
                        daemon),
                2,
                reason);
    }

    @Test
    void whatMustBeGivenIsNamed() {
        ToolRun run = ToolRun.of("make", "jwt");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--key", "--ticket", "--daemon")
                .contains("'ovirt-imageio-token make jwt --help' tells how it is used");
    }

    @Test
    void aTicketIsAUuid() throws Exception {
        refused(
                ToolRun.of(
                        "make",
                        "jwt",
                        "--key",
                        files.issuerKey(),
                        "--ticket",
                        "1",
                        "--daemon",
                        DAEMON),
                2,
                "expected the UUID of a ticket");
    }

    @Test
    void aKeyThatEverybodyCanReadIsWarnedOf() throws Exception {
        Path key = files.issuerKey();
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        ToolRun run = makeWith(key);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "warning: every user can read " + key + "; 'chmod 600' mends that");
        assertThat(run.err()).doesNotContain(run.token());
    }

    @Test
    void aKeyThatOnlyItsGroupCanReadIsNotWarnedOf() throws Exception {
        Path key = files.issuerKey();
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(makeWith(key).err()).isEmpty();
    }

    @Test
    void aKeyFileThatCannotBeReadIsNamed() throws Exception {
        refused(makeWith(directory.resolve("none")), 3, "none cannot be read: there is no such");
        refused(makeWith(directory), 3, "cannot be read: Is a directory");
        refused(
                makeWith(files.file("big", "x".repeat(65_537))),
                3,
                "big is larger than any token or key");
        refused(
                makeWith(files.issuerCertificate()),
                3,
                "issuer.cer cannot be used: expected one private key, found 0");
    }

    @Test
    void aTokenThatCannotBeWrittenIsAFailure() throws Exception {
        StringWriter err = new StringWriter();
        int exitCode =
                new TokenTool(
                                Clock.fixed(ToolRun.NOW, ZoneOffset.UTC),
                                InputStream.nullInputStream())
                        .commandLine()
                        .setOut(new PrintWriter(new FullDisk()))
                        .setErr(new PrintWriter(err))
                        .execute(
                                "make",
                                "jwt",
                                "--key",
                                files.issuerKey().toString(),
                                "--ticket",
                                TICKET,
                                "--daemon",
                                DAEMON);
        assertThat(exitCode).isEqualTo(3);
        assertThat(err.toString()).contains("standard output cannot be written");
    }

    private ToolRun make(String... more) throws IOException {
        return makeWith(files.issuerKey(), more);
    }

    private static ToolRun makeWith(Path key, String... more) {
        List<Object> arguments =
                new ArrayList<>(
                        List.of(
                                "make",
                                "jwt",
                                "--key",
                                key,
                                "--ticket",
                                TICKET,
                                "--daemon",
                                DAEMON));
        arguments.addAll(List.of(more));
        return ToolRun.of(arguments.toArray());
    }

    private static void refused(ToolRun run, int exitCode, String reason) {
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err()).contains(reason).doesNotContain("\tat ", "Exception");
        assertThat(run.out()).isEmpty();
    }

    private static TokenVerifier proxy(Path certificate) throws Exception {
        TokenConfig config =
                new TokenConfig(
                        Optional.of(certificate),
                        Optional.empty(),
                        Set.of(),
                        Optional.empty(),
                        Set.of("ovirt-imageio-proxy"),
                        Optional.empty(),
                        Duration.ZERO,
                        Optional.empty(),
                        Duration.ofDays(1),
                        Optional.empty(),
                        false);
        return TokenVerifier.create(config, certificate, Clock.fixed(ToolRun.NOW, ZoneOffset.UTC));
    }

    private static JsonObject part(String token, int index) {
        byte[] json = Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]);
        String text = new String(json, StandardCharsets.UTF_8);
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** Takes nothing. */
    private static final class FullDisk extends Writer {
        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
