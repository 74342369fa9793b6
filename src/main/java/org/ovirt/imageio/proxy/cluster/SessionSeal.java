// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.ovirt.imageio.proxy.session.Access;
import org.ovirt.imageio.proxy.session.ImageSession;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenForm;

/**
 * Seals sessions with a key that is made of their ids, which only their clients have: whoever reads
 * the cluster's memory or its network finds no session, no token and no id in it.
 *
 * <p>AES-256-GCM (NIST SP 800-38D) with a random nonce; the key is the SHA-256 of the id after a
 * prefix, the name in the map another. An id has more than 128 random bits, so no slow hash is
 * needed.
 */
final class SessionSeal {
    private static final String NAME = "name ";
    private static final String KEY = "key ";
    private static final String TICKET = "ticket ";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int FORMAT = 1;

    private final SecureRandom random;

    SessionSeal(SecureRandom random) {
        this.random = random;
    }

    /** Returns the name of a session in the map. */
    static String name(String id) {
        return HexFormat.of().formatHex(hash(NAME + id));
    }

    /** Returns a name of a ticket that does not give its id away. */
    static String name(TicketId ticket) {
        return HexFormat.of().formatHex(hash(TICKET + ticket.value()));
    }

    Sealed seal(String id, ImageSession session) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, id, nonce);
            byte[] text = cipher.doFinal(encode(session));
            byte[] sealed = Arrays.copyOf(nonce, nonce.length + text.length);
            System.arraycopy(text, 0, sealed, nonce.length, text.length);
            return new Sealed(sealed);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens a session; nothing if it was not sealed with this id. */
    static Optional<ImageSession> open(String id, Sealed sealed) {
        byte[] bytes = sealed.bytes();
        if (bytes.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            return Optional.empty();
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, id, Arrays.copyOf(bytes, NONCE_BYTES));
            return Optional.of(
                    decode(cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES)));
        } catch (GeneralSecurityException | IOException e) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, String id, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(hash(KEY + id), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encode(ImageSession session) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        Grant grant = session.access().grant();
        out.writeByte(FORMAT);
        out.writeUTF(session.key().toString());
        out.writeLong(session.window().toNanos());
        out.writeBoolean(session.ended());
        out.writeUTF(session.access().form().name());
        out.writeUTF(grant.ticketId().value());
        out.writeUTF(grant.daemon().host());
        out.writeInt(grant.daemon().port());
        out.writeUTF(grant.daemon().path());
        out.writeByte(grant.operations().size());
        for (Operation operation : grant.operations()) {
            out.writeUTF(operation.name());
        }
        out.writeLong(grant.size().orElse(-1));
        writeOptional(out, grant.transferId());
        writeOptional(out, grant.filename());
        out.writeUTF(grant.expires().toString());
        return bytes.toByteArray();
    }

    private static ImageSession decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        if (in.readByte() != FORMAT) {
            throw new IOException("not a session of this version");
        }
        UUID key = UUID.fromString(in.readUTF());
        Duration window = Duration.ofNanos(in.readLong());
        boolean ended = in.readBoolean();
        TokenForm form = TokenForm.valueOf(in.readUTF());
        TicketId ticket = new TicketId(in.readUTF());
        DaemonUri daemon = new DaemonUri(in.readUTF(), in.readInt(), in.readUTF());
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        int count = in.readByte();
        for (int i = 0; i < count; i++) {
            operations.add(Operation.valueOf(in.readUTF()));
        }
        long size = in.readLong();
        Optional<String> transferId = readOptional(in);
        Optional<String> filename = readOptional(in);
        Instant expires = Instant.parse(in.readUTF());
        Grant grant =
                new Grant(
                        ticket,
                        daemon,
                        operations,
                        size < 0 ? OptionalLong.empty() : OptionalLong.of(size),
                        transferId,
                        filename,
                        expires);
        return new ImageSession(key, new Access(grant, form), window, ended);
    }

    private static void writeOptional(DataOutputStream out, Optional<String> text)
            throws IOException {
        out.writeBoolean(text.isPresent());
        if (text.isPresent()) {
            out.writeUTF(text.get());
        }
    }

    private static Optional<String> readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
    }
}
