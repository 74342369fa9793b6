// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenToolTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "make", "make jwt", "make ticket", "show", "verify"})
    void everyCommandHasHelpWithItsExitCodes(String command) {
        ToolRun run = ToolRun.of((Object[]) arguments(command, "--help"));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("Usage: ovirt-imageio-token")
                .contains(
                        "Exit codes:",
                        "0   good",
                        "1   the token is not accepted (verify)",
                        "2   wrong usage",
                        "3   a file cannot be read");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"make jwt", "make ticket", "show", "verify"})
    void whatDoesSomethingHasExamples(String command) {
        assertThat(ToolRun.of((Object[]) arguments(command, "--help")).out())
                .containsPattern("Examples?:\\R")
                .contains("java -jar ovirt-imageio-token.jar " + command);
    }

    @Test
    void theVersionIsTheProxys() {
        ToolRun run = ToolRun.of("--version");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).matches("ovirt-imageio-token \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "make"})
    void aCommandIsNeeded(String command) {
        ToolRun run = ToolRun.of((Object[]) arguments(command));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Missing required subcommand", "--help' tells how");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void filesWithArgumentsAreNotRead(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("arguments"), "--version");
        ToolRun run = ToolRun.of("@" + file);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'@" + file + "'");
    }

    @Test
    void anInputThatBreaksIsExplained() throws Exception {
        InputStream closed = InputStream.nullInputStream();
        closed.close();
        ToolRun run = withInput(closed);
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "ovirt-imageio-token: standard input cannot be read: Stream closed");
    }

    @Test
    void aDefectIsToldInOneLineWithoutWhatMayBeSecret() {
        ToolRun run =
                withInput(
                        new FilterInputStream(InputStream.nullInputStream()) {
                            @Override
                            public int read(byte[] buffer, int offset, int length) {
                                throw new IllegalStateException("secret");
                            }
                        });
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("a defect, please report it: java.lang.IllegalStateException at ")
                .doesNotContain("secret");
    }

    private static ToolRun withInput(InputStream input) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                new TokenTool(Clock.fixed(ToolRun.NOW, ZoneOffset.UTC), input)
                        .commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute("show");
        return new ToolRun(exitCode, out.toString(), err.toString());
    }

    private static String[] arguments(String command, String... more) {
        return Stream.concat(
                        command.isEmpty() ? Stream.empty() : Stream.of(command.split(" ")),
                        Stream.of(more))
                .toArray(String[]::new);
    }
}
