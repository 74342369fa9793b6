// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/**
 * A file that a command is given.
 *
 * @param path where it is
 */
record InputFile(Path path) {
    /** More than any token or key has. */
    private static final int MOST_BYTES = 64 * 1024;

    /** Reads a text. */
    String text() throws ToolException {
        try (InputStream in = Files.newInputStream(path)) {
            return text(in, name());
        } catch (IOException e) {
            throw new ToolException(unreadable(e));
        }
    }

    /**
     * Reads a text to its end.
     *
     * @param name what it is called in messages
     */
    static String text(InputStream in, String name) throws IOException, ToolException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new ToolException(
                    name + " is larger than any token or key; check that it is the right file");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads the first certificate. */
    X509Certificate certificate() throws ToolException {
        try (InputStream in = Files.newInputStream(path)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException e) {
            throw new ToolException(unreadable(e));
        } catch (CertificateException e) {
            throw unusable("it has no X.509 certificate in PEM");
        }
    }

    /** Returns whether users other than the owner and its group can read it. */
    boolean isReadableByOthers() {
        try {
            return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            // Whoever reads it tells what is wrong; systems without POSIX have other rules.
            return false;
        }
    }

    /** Returns the error for a content that cannot be used. */
    ToolException unusable(GeneralSecurityException reason) {
        return unusable(String.valueOf(reason.getMessage()));
    }

    private ToolException unusable(String reason) {
        return new ToolException("%s cannot be used: %s".formatted(name(), reason));
    }

    private String unreadable(IOException e) {
        if (TokenText.isLikely(name())) {
            return "the name of a file is expected, and what is given looks like a token;"
                    + " put it into a file or give it on standard input, which shells do not"
                    + " remember";
        }
        return "%s cannot be read: %s".formatted(name(), reason(e));
    }

    /** What messages of the file system leave out, or say by a class alone. */
    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file; check its name and directory";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not read it; check its permissions";
        }
        if (e instanceof FileSystemException specific && specific.getReason() != null) {
            return specific.getReason();
        }
        return String.valueOf(e.getMessage());
    }

    private String name() {
        return path.toString();
    }
}
