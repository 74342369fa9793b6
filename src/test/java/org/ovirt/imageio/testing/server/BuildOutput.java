// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the build has made.
 *
 * @param directory Maven's build directory
 */
public record BuildOutput(Path directory) {

    /** Of this build: the system property {@code imageio.build.directory}, or {@code target}. */
    public static BuildOutput current() {
        return new BuildOutput(
                Path.of(System.getProperty("imageio.build.directory", "target")).toAbsolutePath());
    }

    /** The provisioned and configured WildFly. */
    public Path server() {
        return existing("server");
    }

    /** The proxy. */
    public Path war() {
        return existing("ovirt-imageio-proxy.war");
    }

    /** The token tool. */
    public Path tokenTool() {
        return existing("ovirt-imageio-token.jar");
    }

    /** A new empty directory, for one run of something, that {@code mvn clean} removes. */
    public Path newRunDirectory(String prefix) throws IOException {
        return Files.createTempDirectory(
                Files.createDirectories(directory.resolve("run")), prefix + "-");
    }

    private Path existing(String name) {
        Path path = directory.resolve(name);
        if (!Files.exists(path)) {
            throw new IllegalStateException(path + " is missing: run 'mvn package' first");
        }
        return path;
    }
}
