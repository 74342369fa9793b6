// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ovirt.imageio.testing.pki.KeyType;
import org.ovirt.imageio.testing.pki.Leaf;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.server.BuildOutput;

/** The jar that the build has made, as a process that has nothing else. */
class TokenToolIT {
    private static final long SECONDS = 60;
    private static final String PURPOSE =
            " --ticket 11112222-aaaa-4bbb-8ccc-777788889999 --daemon https://host.example:54322";

    @TempDir private static Path directory;

    @BeforeAll
    static void makeKeys() throws IOException {
        TestPki pki = TestPki.create();
        pki.writeCaTo(directory);
        for (KeyType type : KeyType.values()) {
            Leaf leaf = pki.issue(LeafSpec.forDns("engine.example").withKeyType(type));
            leaf.writeTo(directory, type.name());
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA_2048, RS256", "RSA_2048, PS256", "EC_P256, ES256"})
    void aJwtIsMadeAndVerifiedAndShown(KeyType type, String algorithm) throws Exception {
        ToolRun made =
                run(
                        "",
                        "make jwt --key %s.key --algorithm %s --ops read --size 4096 --filename x"
                                        .formatted(type, algorithm)
                                + PURPOSE);
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out()).matches("[\\w.-]+\n");

        ToolRun verified = run(made.out(), "verify --key %s.crt".formatted(type));
        assertThat(verified.out()).startsWith("accepted\n");
        assertThat(verified.err()).isEmpty();
        assertThat(verified.exitCode()).isZero();

        ToolRun shown = run(made.out(), "show");
        assertThat(shown.out()).contains("alg              " + algorithm);
        assertThat(shown.err()).isEmpty();
        assertThat(shown.exitCode()).isZero();

        ToolRun refused = run(made.out(), "verify --issuer nobody --key %s.crt".formatted(type));
        assertThat(refused.out()).startsWith("not accepted: token-issuer");
        assertThat(refused.err()).isEmpty();
        assertThat(refused.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"'', v2_signature", "--v1, digest"})
    void aSignedTicketIsMadeAndVerifiedAndShown(String version, String field) throws Exception {
        ToolRun made =
                run(
                        "",
                        "make ticket --key RSA_2048.key --certificate RSA_2048.crt "
                                + version
                                + PURPOSE);
        assertThat(made.exitCode()).as(made.err()).isZero();

        ToolRun verified =
                run(
                        made.out(),
                        "verify --signed-tickets-v1 --certificate RSA_2048.crt --ca ca.pem");
        assertThat(verified.out()).startsWith("accepted\n");
        assertThat(verified.err()).isEmpty();
        assertThat(verified.exitCode()).isZero();

        ToolRun shown = run(made.out(), "show");
        assertThat(shown.out()).contains(field, "CN=engine.example");
        assertThat(shown.err()).isEmpty();
    }

    @Test
    void aClaimOfAWrongTypeLeavesNoTraceOfALibrary() throws Exception {
        ToolRun made = run("", "make jwt --key EC_P256.key --filename x" + PURPOSE);
        String[] parts = made.token().split("\\.", -1);
        ToolRun refused = run(parts[0] + ".e30." + parts[2], "verify --key EC_P256.crt");
        assertThat(refused.out()).startsWith("not accepted: token-signature");
        assertThat(refused.err()).isEmpty();
    }

    @Test
    void aProcessEndsWithTheCodesOfTheHelp() throws Exception {
        assertThat(run("", "--version").exitCode()).isZero();
        assertThat(run("a.b.c", "verify --key EC_P256.crt").exitCode()).isEqualTo(1);
        assertThat(run("", "fly").exitCode()).isEqualTo(2);
        assertThat(run("", "show nothing").exitCode()).isEqualTo(3);
    }

    @Test
    void theJarHasEachFileOnceAndNothingThatAJarSaysOfItself() throws Exception {
        List<String> names = entries(BuildOutput.current().tokenTool());
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains(
                        "META-INF/COPYING",
                        "META-INF/THIRD-PARTY.md",
                        "META-INF/licences/parsson/META-INF/LICENSE.md",
                        "META-INF/licences/microprofile-jwt-auth-api/META-INF/NOTICE")
                .noneMatch(name -> name.matches("META-INF/.*\\.(SF|RSA|DSA|EC)"))
                .noneMatch(name -> name.endsWith("module-info.class"))
                .noneMatch(name -> name.startsWith("org/ovirt/imageio/proxy/web/"))
                .noneMatch(name -> name.startsWith("org/glassfish/"));
    }

    @Test
    void theWarHasNothingOfTheTool() throws Exception {
        assertThat(entries(BuildOutput.current().war()))
                .contains("WEB-INF/classes/org/ovirt/imageio/proxy/token/TokenSigner.class")
                .noneMatch(name -> name.contains("/tool/"))
                .noneMatch(name -> name.contains("picocli"))
                .noneMatch(name -> name.contains("slf4j-nop"));
    }

    private static List<String> entries(Path archive) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            zip.stream().map(ZipEntry::getName).forEach(names::add);
        }
        return names;
    }

    /** The arguments have spaces only between them. */
    private static ToolRun run(String input, String arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-jar", BuildOutput.current().tokenTool().toString()));
        command.addAll(List.of(arguments.strip().split(" +")));
        File in = Files.writeString(directory.resolve("in"), input).toFile();
        File out = directory.resolve("out").toFile();
        File err = directory.resolve("err").toFile();
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectInput(in)
                        .redirectOutput(out)
                        .redirectError(err)
                        .start();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new ToolRun(process.exitValue(), text(out), withoutWarning(text(err)));
    }

    private static String text(File file) throws IOException {
        return Files.readString(file.toPath());
    }

    /** The keys of this test are anybody's to read. */
    private static String withoutWarning(String err) {
        return err.replaceAll("warning: every user can read .*\\R", "");
    }
}
