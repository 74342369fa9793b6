// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.tls.EnginePair.Transfer;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MultiRecordEngineTest {
    private static final int[] SIZES = {
        0, 1, 16_366, 16_367, 16_368, 16_383, 16_384, 16_385, 32_734, 65_468, 65_469, 65_536,
        1 << 20
    };

    /** The most that SunJSSE puts in a record of TLS 1.3. */
    private static final int RECORD = 16_367;

    private final Random random = new Random(54322);

    private TlsIdentity identity;

    @BeforeAll
    void createIdentity() throws Exception {
        identity = TlsIdentity.create();
    }

    private byte[] data(int length) {
        byte[] data = new byte[length];
        random.nextBytes(data);
        return data;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatTheServerSendsArrives(String protocol) throws Exception {
        EnginePair pair = EnginePair.connected(identity, protocol);
        for (int size : SIZES) {
            byte[] data = data(size);

            Transfer heap = pair.send(pair.server(), pair.client(), ByteBuffer.wrap(data));
            Transfer direct =
                    pair.send(
                            pair.server(),
                            pair.client(),
                            ByteBuffer.allocateDirect(size).put(data).flip());

            assertThat(heap.received()).as("%d bytes", size).isEqualTo(data);
            assertThat(direct.received()).as("%d bytes", size).isEqualTo(data);
        }
        assertThat(pair.server().getSession().getProtocol()).isEqualTo(protocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatTheClientSendsArrives(String protocol) throws Exception {
        EnginePair pair = EnginePair.connected(identity, protocol);
        for (int size : SIZES) {
            byte[] data = data(size);

            Transfer transfer = pair.send(pair.client(), pair.server(), ByteBuffer.wrap(data));

            assertThat(transfer.received()).as("%d bytes", size).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aLargeWriteMakesFourRecordsAtATime(String protocol) throws Exception {
        EnginePair pair = EnginePair.connected(identity, protocol);
        ByteBuffer data = ByteBuffer.wrap(data(1 << 20));
        ByteBuffer wire = ByteBuffer.allocate(pair.server().getSession().getPacketBufferSize());

        SSLEngineResult result = pair.server().wrap(data, wire);

        assertThat(result.getStatus()).isEqualTo(Status.OK);
        assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(result.bytesConsumed())
                .isEqualTo(data.position())
                .isEqualTo(4 * (protocol.equals("TLSv1.3") ? RECORD : 16_384));
        assertThat(result.bytesProduced()).isEqualTo(wire.position());
        assertThat(records(wire.flip())).isEqualTo(4);
    }

    private static int records(ByteBuffer wire) {
        int records = 0;
        while (wire.hasRemaining()) {
            int length = wire.getShort(wire.position() + 3) & 0xffff;
            wire.position(wire.position() + 5 + length);
            records++;
        }
        return records;
    }

    @Test
    void aWriteOfMoreThanOneRecordAsksForMoreRoom() throws Exception {
        SSLEngine server = EnginePair.connected(identity, "TLSv1.3").server();
        ByteBuffer data = ByteBuffer.allocate(RECORD + 1);
        ByteBuffer wire = ByteBuffer.allocateDirect(EnginePair.SMALL);

        SSLEngineResult result = server.wrap(data, wire);

        assertThat(result.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
        assertThat(result.bytesConsumed()).isZero();
        assertThat(result.bytesProduced()).isZero();
        assertThat(data.position()).isZero();
        assertThat(wire.position()).isZero();
        assertThat(server.getSession().getPacketBufferSize()).isGreaterThan(wire.capacity());
    }

    @Test
    void aWriteOfOneRecordIsContentWithTheSmallBuffer() throws Exception {
        EnginePair pair = EnginePair.connected(identity, "TLSv1.3");
        byte[] data = data(RECORD);
        ByteBuffer wire = ByteBuffer.allocateDirect(EnginePair.SMALL);

        SSLEngineResult result = pair.server().wrap(ByteBuffer.wrap(data), wire);

        assertThat(result.getStatus()).isEqualTo(Status.OK);
        assertThat(result.bytesConsumed()).isEqualTo(RECORD);
        assertThat(pair.read(pair.client(), wire.flip())).isEqualTo(data);
    }

    @Test
    void severalSourcesAreGathered() throws Exception {
        EnginePair pair = EnginePair.connected(identity, "TLSv1.3");
        byte[] data = data(40_000);
        ByteBuffer[] sources = {
            ByteBuffer.wrap(data(10)),
            ByteBuffer.wrap(data, 0, 300),
            ByteBuffer.allocateDirect(0),
            ByteBuffer.allocateDirect(39_700).put(data, 300, 39_700).flip(),
            ByteBuffer.wrap(data(10))
        };
        ByteBuffer wire = ByteBuffer.allocate(pair.server().getSession().getPacketBufferSize());

        SSLEngineResult result = pair.server().wrap(sources, 1, 3, wire);

        assertThat(result.bytesConsumed()).isEqualTo(40_000);
        assertThat(sources[0].remaining()).isEqualTo(10);
        assertThat(sources[4].remaining()).isEqualTo(10);
        assertThat(pair.read(pair.client(), wire.flip())).isEqualTo(data);
    }

    @Test
    void smallerRecordsFillASmallBuffer() throws Exception {
        SSLEngine client = identity.clientContext("TLSv1.3").createSSLEngine("127.0.0.1", 1);
        client.setUseClientMode(true);
        SSLEngine server = identity.serverContext().createSSLEngine();
        server.setUseClientMode(false);
        SSLParameters parameters = server.getSSLParameters();
        parameters.setMaximumPacketSize(4_096);
        server.setSSLParameters(parameters);
        EnginePair pair = new EnginePair(client, server);
        pair.handshake();
        byte[] data = data(100_000);

        Transfer transfer = pair.send(server, client, ByteBuffer.wrap(data));

        assertThat(transfer.received()).isEqualTo(data);
        assertThat(transfer.writes()).first().isEqualTo(4 * 4_096);
    }

    @Test
    void dataBeforeTheHandshakeStartsItInASmallBuffer() throws Exception {
        SSLEngine client = identity.serverContext().createSSLEngine("127.0.0.1", 1);
        client.setUseClientMode(true);
        ByteBuffer wire = ByteBuffer.allocateDirect(EnginePair.SMALL);

        SSLEngineResult result = client.wrap(ByteBuffer.allocate(1 << 20), wire);

        assertThat(result.getStatus()).isEqualTo(Status.OK);
        assertThat(result.bytesConsumed()).isZero();
        assertThat(result.bytesProduced()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void closingSendsTheAlertInASmallBufferWhateverDataWaits(String protocol) throws Exception {
        EnginePair pair = EnginePair.connected(identity, protocol);
        ByteBuffer wire = ByteBuffer.allocateDirect(EnginePair.SMALL);
        ByteBuffer data = ByteBuffer.allocate(1 << 20);

        pair.server().closeOutbound();
        SSLEngineResult result = pair.server().wrap(data, wire);

        assertThat(result.getStatus()).isEqualTo(Status.CLOSED);
        assertThat(result.bytesConsumed()).isZero();
        assertThat(result.bytesProduced()).isPositive();
        assertThat(pair.server().isOutboundDone()).isTrue();
        assertThat(pair.server().wrap(data, wire).getStatus()).isEqualTo(Status.CLOSED);
        pair.read(pair.client(), wire.flip());
        assertThat(pair.client().isInboundDone()).isTrue();
    }

    @Test
    void aCloseOfTheClientIsSeen() throws Exception {
        EnginePair pair = EnginePair.connected(identity, "TLSv1.3");
        ByteBuffer wire = ByteBuffer.allocate(EnginePair.SMALL);
        pair.client().closeOutbound();
        pair.client().wrap(ByteBuffer.allocate(0), wire);

        SSLEngineResult result = pair.server().unwrap(wire.flip(), ByteBuffer.allocate(17_000));

        assertThat(result.getStatus()).isEqualTo(Status.CLOSED);
        assertThat(pair.server().isInboundDone()).isTrue();
    }

    @Test
    void aKeyUpdateGoesOutBeforeTheNextData() throws Exception {
        EnginePair pair = EnginePair.connected(identity, "TLSv1.3");
        byte[] data = data(200_000);

        pair.server().beginHandshake();
        Transfer download = pair.send(pair.server(), pair.client(), ByteBuffer.wrap(data));
        pair.flush(pair.client(), pair.server());
        Transfer upload = pair.send(pair.client(), pair.server(), ByteBuffer.wrap(data));

        assertThat(download.received()).isEqualTo(data);
        assertThat(download.writes()).first().isNotEqualTo(4 * (RECORD + 38));
        assertThat(upload.received()).isEqualTo(data);
        assertThat(pair.server().getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    }

    @Test
    void whoeverSelectsTheProtocolSeesThisEngine() throws Exception {
        SSLEngine client = identity.clientContext("TLSv1.3").createSSLEngine("127.0.0.1", 1);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        client.setSSLParameters(parameters);
        SSLEngine server = identity.serverContext().createSSLEngine();
        server.setUseClientMode(false);
        AtomicReference<SSLEngine> seen = new AtomicReference<>();
        server.setHandshakeApplicationProtocolSelector(
                (engine, protocols) -> {
                    seen.set(engine);
                    return protocols.get(1);
                });

        new EnginePair(client, server).handshake();

        assertThat(seen.get()).isSameAs(server);
        assertThat(server.getApplicationProtocol()).isEqualTo("http/1.1");
        assertThat(client.getApplicationProtocol()).isEqualTo("http/1.1");
    }

    @Test
    void itsSessionIsTheSessionOfTheConnection() throws Exception {
        EnginePair pair = EnginePair.connected(identity, "TLSv1.2");

        SSLSession session = pair.server().getSession();

        assertThat(session)
                .isInstanceOf(ExtendedSSLSession.class)
                .isEqualTo(pair.server().getSession())
                .hasSameHashCodeAs(pair.server().getSession())
                .isNotEqualTo(EnginePair.connected(identity, "TLSv1.2").server().getSession());
        assertThat(session.getId()).isNotEmpty().isEqualTo(pair.client().getSession().getId());
        assertThat(session.getCipherSuite()).isEqualTo(pair.client().getSession().getCipherSuite());
        assertThat(session.getLocalCertificates())
                .isEqualTo(pair.client().getSession().getPeerCertificates());
        session.putValue("who", "me");
        assertThat(pair.server().getSession().getValue("who")).isEqualTo("me");
        assertThat(pair.server().getHandshakeSession()).isNull();
    }

    @Test
    void wrongArgumentsAreRefused() throws Exception {
        SSLEngine server = EnginePair.connected(identity, "TLSv1.3").server();
        ByteBuffer wire = ByteBuffer.allocate(100_000);
        ByteBuffer[] sources = {ByteBuffer.allocate(1), null};

        assertThatThrownBy(() -> server.wrap(sources, 0, 2, wire))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.wrap(sources, 0, 3, wire))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> server.wrap(sources, 0, 1, (ByteBuffer) null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.wrap(sources, 0, 1, wire.asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThat(Arrays.stream(sources).limit(1)).allMatch(ByteBuffer::hasRemaining);
    }
}
