// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** Where a command takes a token from. */
final class TokenParameter {
    private static final String STANDARD_INPUT = "-";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = STANDARD_INPUT,
            description = "A file with the token; standard input without one, or with -.")
    private Path file;

    /** Reads the token, without white space around it and a scheme before it. */
    String read(InputStream standardInput) throws ToolException {
        String text = text(standardInput).strip();
        if (text.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length())) {
            text = text.substring("Bearer ".length()).strip();
        }
        if (text.isEmpty()) {
            throw new ToolException("there is no token; give it in a file or on standard input");
        }
        return text;
    }

    private String text(InputStream standardInput) throws ToolException {
        if (!file.toString().equals(STANDARD_INPUT)) {
            return new InputFile(file).text();
        }
        try {
            return InputFile.text(standardInput, "standard input");
        } catch (IOException e) {
            throw new ToolException("standard input cannot be read: " + e.getMessage());
        }
    }
}
