// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MakeTicketCommandTest {
    @TempDir private Path directory;
    private ToolFiles files;

    @BeforeEach
    void setUp() {
        files = new ToolFiles(directory);
    }

    @Test
    void theTicketIsOneLineOfStandardOutputAndNothingElseIsSaid() throws Exception {
        ToolRun run = make();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).matches("[\\w+/=]+\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aTicketIsOfVersion2OrOf1IfAskedFor() throws Exception {
        assertThat(envelope(make())).contains("\"v2_signature\"").doesNotContain("\"digest\"");
        assertThat(envelope(make("--v1"))).contains("\"digest\"").doesNotContain("v2_");
    }

    @Test
    void theTicketIsAccepted() throws Exception {
        ToolRun verified =
                ToolRun.withInput(
                        make("--transfer-id", "transfer-1", "--lifetime", "60").out(),
                        "verify",
                        "--certificate",
                        files.engineCertificate(),
                        "--ca",
                        files.authority());
        assertThat(verified)
                .isEqualTo(
                        new ToolRun(
                                0,
                                """
                                accepted
                                  ticket           11112222-aaaa-4bbb-8ccc-777788889999
                                  daemon           https://host.example:54322
                                  operations       read, write
                                  transfer         transfer-1
                                  expires          2026-11-22T12:01:00Z
                                """,
                                ""));
    }

    @Test
    void theCertificateMustBeOfTheKey() throws Exception {
        refused(
                makeWith(files.rsaIssuerKey(), files.engineCertificate()),
                2,
                "No such ticket can be made: the certificate is of another key");
        refused(
                makeWith(files.issuerKey(), files.issuerCertificate()),
                2,
                "No such ticket can be made: signed tickets need an RSA key");
    }

    @Test
    void aFileThatCannotBeUsedIsNamed() throws Exception {
        refused(
                makeWith(files.engineKey(), directory.resolve("none")),
                3,
                "none cannot be read: there is no such file");
        refused(
                makeWith(files.engineKey(), files.engineKey()),
                3,
                "engine.key cannot be used: it has no X.509 certificate in PEM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--ops=read", "--size=1", "--filename=x", "--issuer=x", "--kid=x"})
    void whatATicketHasNoPlaceForIsNoOption(String option) throws Exception {
        refused(make(option), 2, "Unknown option: '" + option + "'");
    }

    private ToolRun make(String... more) throws IOException {
        return makeWith(files.engineKey(), files.engineCertificate(), more);
    }

    private static ToolRun makeWith(Path key, Path certificate, String... more) {
        List<Object> arguments =
                new ArrayList<>(List.of("make", "ticket", "--key", key, "--certificate"));
        arguments.add(certificate);
        arguments.addAll(List.of("--ticket", "11112222-aaaa-4bbb-8ccc-777788889999"));
        arguments.addAll(List.of("--daemon", "https://host.example:54322"));
        arguments.addAll(List.of(more));
        return ToolRun.of(arguments.toArray());
    }

    private static void refused(ToolRun run, int exitCode, String reason) {
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err()).contains(reason).doesNotContain("\tat ", "Exception");
        assertThat(run.out()).isEmpty();
    }

    private static String envelope(ToolRun run) {
        return new String(Base64.getDecoder().decode(run.token()), StandardCharsets.UTF_8);
    }
}
