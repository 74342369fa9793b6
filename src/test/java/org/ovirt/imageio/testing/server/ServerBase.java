// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of one running server: its configuration, data and logs. Many servers share one
 * installation, each with a base of its own; or have a copy of the installation there, too.
 *
 * @param directory where it is
 */
record ServerBase(Path directory) {

    private static final String END_OF_CONFIGURATION = "</server>";

    /**
     * Copies an installation's configuration into this directory.
     *
     * @param home the installation
     * @param war what the server deploys at the root context when it starts, if anything
     */
    void create(Path home, Optional<Path> war) throws IOException {
        Files.createDirectories(configuration());
        Path original = home.resolve("standalone/configuration");
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, configuration().resolve(file.getFileName()));
            }
        }
        if (war.isPresent()) {
            // A copy, because a build may replace the original while this server runs.
            deploy(Files.copy(war.get(), directory.resolve("ROOT.war")));
        }
    }

    /**
     * Copies a whole installation into this directory.
     *
     * @return the copy
     */
    Path copyOf(Path home) throws IOException {
        Path copy = directory.resolve("server");
        List<Path> parentsFirst;
        try (Stream<Path> tree = Files.walk(home)) {
            parentsFirst = tree.toList();
        }
        for (Path path : parentsFirst) {
            Files.copy(path, copy.resolve(home.relativize(path).toString()));
        }
        return copy;
    }

    Path configuration() {
        return directory.resolve("configuration");
    }

    /** All that the server's process has printed. */
    Path console() {
        return directory.resolve("console.log");
    }

    /** Puts what an earlier process has printed beside the file for the next. */
    void keepConsole() throws IOException {
        int number = 1;
        while (Files.exists(console(number))) {
            number++;
        }
        if (Files.exists(console())) {
            Files.move(console(), console(number));
        }
    }

    private Path console(int number) {
        return directory.resolve("console-" + number + ".log");
    }

    void delete() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(directory)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private void deploy(Path war) throws IOException {
        Path file = configuration().resolve("standalone.xml");
        String xml = Files.readString(file);
        String deployments =
                """
                <deployments>
                    <deployment name="ROOT.war" runtime-name="ROOT.war">
                        <fs-archive path="%s"/>
                    </deployment>
                </deployments>
                """
                        .formatted(war);
        int end = xml.lastIndexOf(END_OF_CONFIGURATION);
        Files.writeString(file, xml.substring(0, end) + deployments + xml.substring(end));
    }
}
