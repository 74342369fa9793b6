// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingFileTest {
    @TempDir private Path directory;

    private final AtomicInteger readings = new AtomicInteger();
    private final ToldLog log = new ToldLog();
    private Path path;

    /** What the log was told. */
    private static final class ToldLog implements System.Logger {
        private final List<Level> all = new ArrayList<>();

        @Override
        public String getName() {
            return "told";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String message,
                @Nullable Throwable thrown) {
            all.add(level);
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String format,
                @Nullable Object... parameters) {
            all.add(level);
        }

        long count(Level level) {
            return all.stream().filter(level::equals).count();
        }
    }

    @BeforeEach
    void writeFile() throws IOException {
        path = Files.writeString(directory.resolve("key.pem"), "one");
    }

    private ReloadingFile<String> file() throws IOException, GeneralSecurityException {
        return new ReloadingFile<>(path, this::read, log);
    }

    private String read(Path file) throws IOException, GeneralSecurityException {
        readings.incrementAndGet();
        String text = Files.readString(file);
        switch (text) {
            case "broken" -> throw new GeneralSecurityException("no key");
            case "surprise" -> throw new IllegalStateException("no key at all");
            case "denied" -> throw new IOException("denied");
            default -> {
                return text;
            }
        }
    }

    @Test
    void aFileIsReadOnceAsLongAsItDoesNotChange() throws Exception {
        ReloadingFile<String> file = file();
        assertThat(file.current()).isEqualTo("one");
        assertThat(file.current()).isEqualTo("one");
        assertThat(readings).hasValue(1);
        assertThat(log.all).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadAtTheStartIsRefused() throws IOException {
        Files.writeString(path, "broken");
        assertThatExceptionOfType(GeneralSecurityException.class).isThrownBy(this::file);
        Files.delete(path);
        assertThatExceptionOfType(IOException.class).isThrownBy(this::file);
    }

    @Test
    void aChangeIsReadAndToldOnce() throws Exception {
        ReloadingFile<String> file = file();
        Files.writeString(path, "second");
        assertThat(file.current()).isEqualTo("second");
        assertThat(file.current()).isEqualTo("second");
        assertThat(readings).hasValue(2);
        assertThat(log.count(System.Logger.Level.INFO)).isEqualTo(1);
        assertThat(log.count(System.Logger.Level.ERROR)).isZero();
    }

    @Test
    void anotherFileOfTheSameTimeAndSizeIsAChange() throws Exception {
        FileTime time = FileTime.from(Instant.ofEpochSecond(1_800_000_000));
        Files.setLastModifiedTime(path, time);
        ReloadingFile<String> file = file();
        Path next = Files.writeString(directory.resolve("next"), "two");
        Files.setLastModifiedTime(next, time);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        assertThat(file.current()).isEqualTo("two");
    }

    @Test
    void aBrokenFileChangesNothingAndIsToldOnce() throws Exception {
        ReloadingFile<String> file = file();
        for (String broken : List.of("broken", "surprise")) {
            Files.writeString(path, broken);
            readings.set(0);
            log.all.clear();
            for (int i = 0; i < 3; i++) {
                assertThat(file.current()).isEqualTo("one");
            }
            assertThat(readings).as("what is broken stays so").hasValue(1);
            assertThat(log.count(System.Logger.Level.ERROR)).isEqualTo(1);
        }
        Files.writeString(path, "repaired");
        assertThat(file.current()).isEqualTo("repaired");
    }

    @Test
    void aFileThatIsMissingChangesNothingAndIsToldOnce() throws Exception {
        ReloadingFile<String> file = file();
        FileTime time = Files.getLastModifiedTime(path);
        for (int absence = 1; absence <= 2; absence++) {
            Path aside = directory.resolve("aside");
            Files.move(path, aside);
            for (int i = 0; i < 3; i++) {
                assertThat(file.current()).isEqualTo("one");
            }
            assertThat(log.count(System.Logger.Level.ERROR)).isEqualTo(absence);
            Files.move(aside, path);
            Files.setLastModifiedTime(path, time);
            assertThat(file.current()).isEqualTo("one");
        }
    }

    @Test
    void aFileThatCannotBeReadIsTriedAgainAndToldOnce() throws Exception {
        ReloadingFile<String> file = file();
        Files.writeString(path, "denied");
        for (int i = 0; i < 3; i++) {
            assertThat(file.current()).isEqualTo("one");
        }
        assertThat(readings).hasValue(4);
        assertThat(log.count(System.Logger.Level.ERROR)).isEqualTo(1);
    }
}
