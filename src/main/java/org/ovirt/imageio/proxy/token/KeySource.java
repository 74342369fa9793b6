// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ovirt.imageio.proxy.config.ReloadingFile;
import org.ovirt.imageio.proxy.config.TokenConfig;

/** Where the keys of JWTs come from, as {@code mp.jwt.verify.publickey*} says. */
final class KeySource {
    private KeySource() {}

    /**
     * Returns what gives the keys of the moment, or nothing if none are configured.
     *
     * @throws IOException if their file cannot be read
     * @throws GeneralSecurityException if a key cannot be used; the message says where it is from
     */
    static Optional<Supplier<List<VerificationKey>>> of(TokenConfig config)
            throws IOException, GeneralSecurityException {
        Set<String> algorithms = config.jwtAlgorithms();
        if (config.jwtKeyText().isPresent()) {
            List<VerificationKey> keys =
                    parse("mp.jwt.verify.publickey", config.jwtKeyText().get(), algorithms);
            return Optional.of(() -> keys);
        }
        if (config.jwtKeys().isPresent()) {
            ReloadingFile<List<VerificationKey>> file =
                    new ReloadingFile<>(
                            config.jwtKeys().get(),
                            path -> parse(path.toString(), read(path), algorithms));
            return Optional.of(file::current);
        }
        return Optional.empty();
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    private static List<VerificationKey> parse(String origin, String text, Set<String> algorithms)
            throws GeneralSecurityException {
        List<VerificationKey> keys;
        try {
            keys =
                    KeyParser.parse(text).stream()
                            .flatMap(
                                    key ->
                                            algorithms.isEmpty()
                                                    ? Stream.of(key)
                                                    : only(key, algorithms))
                            .toList();
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException(origin + ": " + e.getMessage(), e);
        }
        if (keys.isEmpty()) {
            throw new GeneralSecurityException(origin + ": no key is good for " + algorithms);
        }
        return keys;
    }

    private static Stream<VerificationKey> only(VerificationKey key, Set<String> algorithms) {
        return key.algorithms().stream().filter(algorithms::contains).map(key::onlyFor);
    }
}
