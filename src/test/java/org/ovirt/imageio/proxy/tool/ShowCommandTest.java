// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShowCommandTest {
    private static final String WARNING = "Not verified: anybody can have written this.\n";

    @Test
    void aJwtIsShownWithItsTimesInUtcAndNobodyHasVerifiedIt() {
        String token =
                jwt(
                        """
                        {"alg": "none", "kid": "k1"}""",
                        """
                        {"iss": "me", "aud": ["a", "b"], "nbf": 1795348800, "exp": 1795349100.0,
                         "iat": 1e99, "size": 5, "ops": ["read"], "nothing": null}""");
        assertThat(ToolRun.withInput(token, "show"))
                .isEqualTo(
                        new ToolRun(
                                0,
                                WARNING
                                        + """
                                        JWT, header:
                                          alg              none
                                          kid              k1
                                        claims:
                                          iss              me
                                          aud              ["a","b"]
                                          nbf              1795348800  2026-11-22T12:00:00Z
                                          exp              1795349100.0  2026-11-22T12:05:00Z
                                          iat              1E+99  no time
                                          size             5
                                          ops              ["read"]
                                          nothing          null
                                        """,
                                ""));
    }

    @Test
    void aSignedTicketIsShownWithTheSignersName(@TempDir Path directory) throws Exception {
        ToolFiles files = new ToolFiles(directory);
        String ticket =
                ToolRun.of(
                                "make",
                                "ticket",
                                "--key",
                                files.engineKey(),
                                "--certificate",
                                files.engineCertificate(),
                                "--ticket",
                                "11112222-aaaa-4bbb-8ccc-777788889999",
                                "--daemon",
                                "https://host.example:54322")
                        .out();
        Path file = files.file("ticket", ticket);
        ToolRun run = ToolRun.of("show", file);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replaceFirst("salt  .*", "salt"))
                .isEqualTo(
                        WARNING
                                + """
                                Signed ticket, envelope:
                                  salt
                                  validFrom        20261122120000  2026-11-22T12:00:00Z
                                  validTo          20261122120500  2026-11-22T12:05:00Z
                                  signedFields     salt,validFrom,validTo,data
                                  v2_signature     base64 of 344 characters
                                  certificate      CN=engine.example, valid until 2026-11-23T12:00:00Z
                                data:
                                  nbf              1795348800  2026-11-22T12:00:00Z
                                  iat              1795348800  2026-11-22T12:00:00Z
                                  exp              1795349100  2026-11-22T12:05:00Z
                                  imaged-uri       https://host.example:54322
                                  transfer-ticket  11112222-aaaa-4bbb-8ccc-777788889999
                                """);
    }

    @Test
    void oddFieldsOfATicketAreShownAsTheyAre() {
        String ticket =
                base64(
                        """
                        {"validFrom": "20261399000000", "certificate": "mine", "signature": 5,
                         "data": "{}"}""");
        assertThat(ToolRun.withInput(ticket, "show").out())
                .isEqualTo(
                        WARNING
                                + """
                                Signed ticket, envelope:
                                  validFrom        20261399000000  no time
                                  certificate      no certificate
                                  signature        5
                                data:
                                """);
    }

    @Test
    void aStrangersTextDoesNothingToTheTerminal() {
        String token =
                jwt(
                        "{\"kid\": \"\\u001b[2J\\u009b\\n\\u202e\"}",
                        "{\"a\\r\": [\"\\u007f\"], \"b\": \"Gürteltier 😀\"}");
        assertThat(ToolRun.withInput(token, "show").out())
                .contains("  kid              \\u{1b}[2J\\u{9b}\\u{a}\\u{202e}\n")
                .contains("  a\\u{d}           [\"\\u{7f}\"]\n")
                .contains("  b                Gürteltier 😀\n");
    }

    @Test
    void theExpiredIsShownToo() {
        assertThat(ToolRun.withInput(jwt("{}", "{\"exp\": 0}"), "show").out())
                .contains("0  1970-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "a.b",
                "a.b.c",
                "a.b.c.d.e",
                "e30.e30",
                "!.!.!",
                "W10.W10.",
                "e30.e30.\0.",
                "eyJh",
                "e30=",
            })
    void whatIsNoTokenIsSaidToBeNone(String text) {
        refused(ToolRun.withInput(text, "show"), "this is neither a JWT nor a signed ticket");
    }

    @Test
    void aDeepNestIsNoToken() {
        String nest = "{\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";
        refused(
                ToolRun.withInput(jwt("{}", nest), "show"),
                "this is neither a JWT nor a signed ticket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "Bearer ", "-"})
    void anEmptyInputIsNoToken(String text) {
        ToolRun run = ToolRun.withInput(text, "show");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void moreThanAnyTokenIsNotRead(@TempDir Path directory) throws Exception {
        refused(
                ToolRun.withInput("x".repeat(65_537), "show"),
                "standard input is larger than any token or key");
        Path large = Files.writeString(directory.resolve("large"), "x".repeat(65_537));
        refused(ToolRun.of("show", large), "large is larger than any token or key");
    }

    private static void refused(ToolRun run, String reason) {
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains(reason).doesNotContain("\tat ", "Exception");
        assertThat(run.out()).isEmpty();
    }

    private static String jwt(String header, String payload) {
        Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
        return url.encodeToString(header.getBytes(StandardCharsets.UTF_8))
                + "."
                + url.encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + ".AAAA";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
