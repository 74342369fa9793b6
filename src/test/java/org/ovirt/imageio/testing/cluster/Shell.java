// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Runs what an administrator would type. */
final class Shell {
    private Shell() {}

    /**
     * Runs a script up to its first command that fails.
     *
     * @return what it prints
     * @throws NetworkException with what it prints when a command fails
     */
    static String run(String script) {
        try {
            Process process =
                    new ProcessBuilder("sh", "-ec", "PATH=$PATH:/usr/sbin:/sbin\n" + script)
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            try (InputStream output = process.getInputStream()) {
                String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new NetworkException(text.strip());
                }
                return text;
            }
        } catch (IOException e) {
            throw new NetworkException("No shell: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkException("Interrupted");
        }
    }
}
