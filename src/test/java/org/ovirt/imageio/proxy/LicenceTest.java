// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every file that can have a comment says its licence. */
class LicenceTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final String LICENCE = "SPDX-License-Identifier: GPL-2.0-or-later";

    /** After the first line of an XML document or a script. */
    private static final int LINES = 2;

    /** No comments there: prose, a picture, options of which each word counts. */
    private static final Pattern WITHOUT_COMMENTS =
            Pattern.compile("COPYING|.*\\.(md|png|svg|json)|\\.mvn/jvm\\.config");

    /** What else may lie in a directory with the project, such as an IDE's, is not of it. */
    private static final Set<String> TOP =
            Set.of(".ci", ".gitignore", ".mvn", "COPYING", "pom.xml", "src", "wildfly-config");

    /** {@code sha256sum} of https://www.gnu.org/licenses/old-licenses/gpl-2.0.txt. */
    private static final String GPL_2 =
            "8177f97513213526df2cf6184d8ff986c675afb514d4e68a404010521b880643";

    static Stream<Path> files() throws IOException {
        try (Stream<Path> tree = Files.walk(PROJECT)) {
            return tree
                    .filter(file -> TOP.contains(PROJECT.relativize(file).getName(0).toString()))
                    .filter(Files::isRegularFile)
                    .map(PROJECT::relativize)
                    .filter(file -> !WITHOUT_COMMENTS.matcher(file.toString()).matches())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void theFilesAreFound() throws IOException {
        assertThat(files().map(Path::toString))
                .contains(".ci/run", "pom.xml", "wildfly-config/imageio.cli")
                .contains("src/main/webapp/WEB-INF/web.xml")
                .hasSizeGreaterThan(200);
    }

    @Test
    void everyFileSaysItsLicence() throws IOException {
        assertThat(files()).filteredOn(file -> !saysItsLicence(file)).isEmpty();
    }

    @Test
    void copyingIsTheGplVersion2() throws Exception {
        byte[] text = Files.readAllBytes(PROJECT.resolve("COPYING"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(GPL_2);
    }

    private static boolean saysItsLicence(Path file) {
        try (Stream<String> lines = Files.lines(PROJECT.resolve(file))) {
            return lines.limit(LINES).anyMatch(line -> line.contains(LICENCE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
