// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * What a run of the tool has left behind.
 *
 * @param exitCode of the process that it would be
 * @param out its standard output
 * @param err its standard error
 */
record ToolRun(int exitCode, String out, String err) {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    /** Runs it with an empty standard input. */
    static ToolRun of(Object... arguments) {
        return withInput("", arguments);
    }

    /** Runs it in this process, at {@link #NOW}. */
    static ToolRun withInput(String input, Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                new TokenTool(
                                Clock.fixed(NOW, ZoneOffset.UTC),
                                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)))
                        .commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(texts(arguments));
        return new ToolRun(exitCode, out.toString(), err.toString());
    }

    private static String[] texts(Object... arguments) {
        return Arrays.stream(arguments)
                .map(one -> one instanceof Path path ? path.toString() : (String) one)
                .toArray(String[]::new);
    }

    /** The token that it has printed, without the line feed. */
    String token() {
        return out.substring(0, out.length() - 1);
    }
}
