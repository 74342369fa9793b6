// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyCommandTest {
    private static final List<String> PURPOSE =
            List.of(
                    "--ticket",
                    "11112222-aaaa-4bbb-8ccc-777788889999",
                    "--daemon",
                    "https://host.example:54322");

    @TempDir private Path directory;
    private ToolFiles files;

    @BeforeEach
    void setUp() {
        files = new ToolFiles(directory);
    }

    @Test
    void whatAnAcceptedTokenAllowsIsPrinted() throws Exception {
        ToolRun run =
                verifyJwt(
                        jwt(
                                "--ops",
                                "read",
                                "--size",
                                "4096",
                                "--filename",
                                "a\u001b[31m.raw",
                                "--transfer-id",
                                "t1"));
        assertThat(run)
                .isEqualTo(
                        new ToolRun(
                                0,
                                """
                                accepted
                                  ticket           11112222-aaaa-4bbb-8ccc-777788889999
                                  daemon           https://host.example:54322
                                  operations       read
                                  size             4096 bytes
                                  file name        a\\u{1b}[31m.raw
                                  transfer         t1
                                  expires          2026-11-22T12:05:00Z
                                """,
                                ""));
    }

    @Test
    void aTokenMayStandInAFileAndAfterItsScheme() throws Exception {
        String token = jwt();
        Path file = files.file("token", "bearer  " + token + " \n");
        assertThat(ToolRun.of("verify", file, "--key", files.issuerCertificate()).exitCode())
                .isZero();
        assertThat(
                        ToolRun.withInput(token, "verify", "-", "--key", files.issuerCertificate())
                                .exitCode())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--at, 2026-11-22T11:59:30Z, accepted",
        "--at, 2026-11-22T11:59:29Z, token-not-yet-valid",
        "--at, 2026-11-22T12:05:29Z, accepted",
        "--at, 2026-11-22T13:05:29+01:00, accepted",
        "--at, 2026-11-22T12:05:30Z, token-expired",
        "--issuer, me, accepted",
        "--issuer, you, token-issuer",
        "--audience, 'x,ovirt-imageio-proxy', accepted",
        "--audience, x, token-audience",
        "--group, staff, accepted",
        "--group, others, token-audience",
        "--max-lifetime, 300, accepted",
        "--max-lifetime, 299, token-lifetime",
        "--algorithm, 'RS256,ES256', accepted",
    })
    void theRulesAreThoseOfTheProxy(String option, String value, String verdict) throws Exception {
        ToolRun run = verifyJwt(jwt("--issuer", "me", "--group", "staff"), option, value);
        assertThat(run.out()).contains(verdict);
        assertThat(run.exitCode()).isEqualTo(verdict.equals("accepted") ? 0 : 1);
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 12:05:00, 1", "0, 12:04:59, 0", "3600, 13:04:59, 0", "3600, 13:05:00, 1"})
    void clocksMayDifferAsMuchAsIsSaid(String skew, String time, int exitCode) throws Exception {
        ToolRun run = verifyJwt(jwt(), "--skew", skew, "--at", "2026-11-22T" + time + "Z");
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void aTokenIsNoOlderThanIsSaid() throws Exception {
        String token = jwt();
        assertThat(
                        verifyJwt(
                                        token,
                                        "--max-age",
                                        "60",
                                        "--skew",
                                        "0",
                                        "--at",
                                        "2026-11-22T12:01:00Z")
                                .out())
                .contains("token-expired");
    }

    @Test
    void whyATokenIsNotAcceptedIsSaidAsTheProxyWouldSayIt() throws Exception {
        ToolRun run = ToolRun.withInput(jwt(), "verify", "--key", files.rsaIssuerCertificate());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .isEqualToIgnoringNewLines(
                        "not accepted: token-signature: The token's signature is not valid for any"
                                + " configured key.");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void version1TicketsAreAcceptedOnlyIfAskedFor() throws Exception {
        String ticket = ticket("--v1");
        assertThat(verifyTicket(ticket).out()).contains("not accepted: token-disabled");
        assertThat(verifyTicket(ticket, "--signed-tickets-v1").exitCode()).isZero();
    }

    @Test
    void theEnginesCertificateMustLeadToTheCa() throws Exception {
        ToolRun run =
                ToolRun.withInput(
                        ticket(),
                        "verify",
                        "--certificate",
                        files.engineCertificate(),
                        "--ca",
                        files.engineCertificate());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("token-signature");
        assertThat(verifyTicket(ticket(), "--at", "2026-11-25T12:00:00Z").out())
                .contains("token-signature");
    }

    @Test
    void eachKindOfTokenNeedsItsKeys() throws Exception {
        refused(
                ToolRun.withInput(jwt(), "verify"),
                2,
                "The token is a JWT: --key must name its public key");
        refused(
                ToolRun.withInput(ticket(), "verify", "--certificate", files.engineCertificate()),
                2,
                "a signed ticket needs --certificate and --ca");
        refused(
                ToolRun.withInput(ticket(), "verify", "--ca", files.authority()),
                2,
                "a signed ticket needs --certificate and --ca");
    }

    @Test
    void aFileThatCannotBeUsedIsNamed() throws Exception {
        Path none = directory.resolve("none");
        Path noKey = files.file("no.key", "nothing");
        Path noText = directory.resolve("bytes");
        Files.write(noText, new byte[] {(byte) 0xff, (byte) 0xff});
        refused(ToolRun.withInput(jwt(), "verify", "--key", none), 3, "none cannot be read");
        refused(ToolRun.withInput(jwt(), "verify", "--key", noText), 3, "other bytes than text");
        refused(
                ToolRun.withInput(jwt(), "verify", "--key", noKey),
                3,
                "no.key: expected 1 to 16 public keys, found 0");
        refused(
                ToolRun.withInput(
                        jwt(),
                        "verify",
                        "--algorithm",
                        "RS256",
                        "--key",
                        files.issuerCertificate()),
                3,
                "issuer.cer: no key is good for [RS256]");
        refused(
                ToolRun.withInput(
                        ticket(), "verify", "--certificate", noKey, "--ca", files.authority()),
                3,
                "no.key cannot be used: it has no X.509 certificate");
        refused(
                ToolRun.withInput(
                        ticket(),
                        "verify",
                        "--certificate",
                        files.engineCertificate(),
                        "--ca",
                        noKey),
                3,
                "no.key cannot be used: it has no X.509 certificate");
        refused(ToolRun.of("verify", none), 3, "none cannot be read: there is no such file");
    }

    @Test
    void aTokenIsNeverAnArgument() throws Exception {
        String token = jwt();
        refused(
                ToolRun.of("verify", "--key", files.issuerCertificate(), token),
                3,
                "what is given looks like a token");
        for (ToolRun run :
                List.of(
                        ToolRun.of("verify", "a", token),
                        ToolRun.of("verify", "--at", token),
                        ToolRun.of("verify", "--key=" + token),
                        ToolRun.of(token))) {
            assertThat(run.exitCode()).isNotZero();
            assertThat(run.err()).isNotEmpty().doesNotContain(token);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--at, tomorrow, expected a time such as 2026-12-31T23:59:59Z",
        "--at, 2026-11-22T12:00:00, expected a time such as 2026-12-31T23:59:59Z",
        "--skew, -1, expected a number of seconds",
        "--algorithm, none, --algorithm",
    })
    void wrongUsageIsExplained(String option, String value, String reason) throws Exception {
        refused(verifyJwt("x.y.z", option, value), 2, reason);
    }

    @Test
    void rubbishIsNotAccepted() throws Exception {
        assertThat(verifyJwt("a.b.c").out()).contains("token-malformed");
        assertThat(verifyTicket("abc").out()).contains("token-malformed");
    }

    private String jwt(String... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("make", "jwt", "--key"));
        arguments.add(files.issuerKey());
        arguments.addAll(PURPOSE);
        arguments.addAll(List.of(more));
        return ToolRun.of(arguments.toArray()).token();
    }

    private String ticket(String... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("make", "ticket", "--key"));
        arguments.add(files.engineKey());
        arguments.addAll(List.of("--certificate", files.engineCertificate()));
        arguments.addAll(PURPOSE);
        arguments.addAll(List.of(more));
        return ToolRun.of(arguments.toArray()).token();
    }

    private ToolRun verifyJwt(String token, String... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("verify", "--key"));
        arguments.add(files.issuerCertificate());
        arguments.addAll(List.of(more));
        return ToolRun.withInput(token, arguments.toArray());
    }

    private ToolRun verifyTicket(String token, String... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("verify", "--certificate"));
        arguments.addAll(List.of(files.engineCertificate(), "--ca", files.authority()));
        arguments.addAll(List.of(more));
        return ToolRun.withInput(token, arguments.toArray());
    }

    private static void refused(ToolRun run, int exitCode, String reason) {
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err()).contains(reason).doesNotContain("\tat ", "Exception");
        assertThat(run.out()).isEmpty();
    }
}
