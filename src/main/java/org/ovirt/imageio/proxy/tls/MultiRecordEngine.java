// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * SunJSSE's engine, but for {@link #wrap(ByteBuffer[], int, int, ByteBuffer)}: that fills the
 * destination with as many records as there is data and room for. And it changes its own key in
 * time.
 *
 * <p>While a connection is established, and more than one record's worth of data waits, a
 * destination smaller than {@link SSLSession#getPacketBufferSize()} is answered with {@code
 * BUFFER_OVERFLOW}. Whatever fits one record, and every handshake, is content with a buffer for
 * one.
 *
 * <p>A TLS 1.3 connection asks for new keys whenever the limit of bytes was wrapped (RFC 8446,
 * sections 4.6.3 and 5.5). A key update, its own or the answer to the peer's, goes out with the
 * next call to {@code wrap}, before any data. {@code NEED_WRAP} tells of it only where a call did
 * nothing else: Undertow takes {@code NEED_WRAP} for a handshake, and then forgets the data that
 * the same call consumed or produced.
 */
final class MultiRecordEngine extends SSLEngine {
    /** How many records a full call to {@code wrap} makes: about 64 KiB, more gains nothing. */
    static final int RECORDS = 4;

    /**
     * Bytes of data that surely fit one record: TLS 1.3 of SunJSSE pads the 16384 to hold no more.
     */
    private static final int DATA_OF_ONE_RECORD = 16367;

    private static final String NOT_YET_CONNECTED = "SSL_NULL_WITH_NULL_NULL";

    private final SSLEngine delegate;
    private final long keyLimit;

    private volatile @Nullable BiFunction<SSLEngine, List<String>, @Nullable String> selector;
    private volatile boolean established;
    private long wrappedWithKey;

    /**
     * Completes an engine of SunJSSE.
     *
     * @param keyLimit bytes of data after which TLS 1.3 changes the key that protects them
     */
    MultiRecordEngine(SSLEngine delegate, long keyLimit) {
        this.delegate = delegate;
        this.keyLimit = keyLimit;
    }

    @Override
    public SSLEngineResult wrap(
            ByteBuffer[] sources, int offset, int length, ByteBuffer destination)
            throws SSLException {
        check(sources, offset, length, destination);
        if (needsMoreRoom(sources, offset, length, destination)) {
            return new SSLEngineResult(
                    Status.BUFFER_OVERFLOW, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
        }
        SSLEngineResult last = wrapRecord(sources, offset, length, destination);
        int consumed = last.bytesConsumed();
        int produced = last.bytesProduced();
        int room = delegate.getSession().getPacketBufferSize();
        while ((isPlainData(last) || isKeyUpdate(last))
                && remaining(sources, offset, length) > 0
                && destination.remaining() >= room) {
            last = wrapRecord(sources, offset, length, destination);
            consumed += last.bytesConsumed();
            produced += last.bytesProduced();
        }
        return told(last, consumed, produced);
    }

    private SSLEngineResult wrapRecord(
            ByteBuffer[] sources, int offset, int length, ByteBuffer destination)
            throws SSLException {
        SSLEngineResult result = delegate.wrap(sources, offset, length, destination);
        wrappedWithKey += result.bytesConsumed();
        if (wrappedWithKey >= keyLimit && keysMayChange() && !delegate.isInboundDone()) {
            wrappedWithKey = 0;
            delegate.beginHandshake();
        }
        return result;
    }

    private static void check(
            ByteBuffer[] sources, int offset, int length, ByteBuffer destination) {
        if (sources == null || destination == null) {
            throw new IllegalArgumentException("No source or no destination");
        }
        Objects.checkFromIndexSize(offset, length, sources.length);
        for (int i = offset; i < offset + length; i++) {
            if (sources[i] == null) {
                throw new IllegalArgumentException("Source " + i + " is null");
            }
        }
    }

    private boolean needsMoreRoom(
            ByteBuffer[] sources, int offset, int length, ByteBuffer destination) {
        SSLSession current = delegate.getSession();
        return destination.remaining() < RECORDS * current.getPacketBufferSize()
                && remaining(sources, offset, length) > DATA_OF_ONE_RECORD
                && delegate.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && !delegate.isOutboundDone()
                && !current.getCipherSuite().equals(NOT_YET_CONNECTED);
    }

    private static boolean isPlainData(SSLEngineResult result) {
        return result.getStatus() == Status.OK
                && result.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && result.bytesConsumed() > 0;
    }

    private boolean isKeyUpdate(SSLEngineResult result) {
        return result.getStatus() == Status.OK
                && result.bytesConsumed() == 0
                && result.bytesProduced() > 0
                && keysMayChange();
    }

    /** What the caller is told of a call whose last part had this result. */
    private SSLEngineResult told(SSLEngineResult last, int consumed, int produced) {
        HandshakeStatus handshake = last.getHandshakeStatus();
        if (handshake == HandshakeStatus.FINISHED) {
            established = true;
        } else if (handshake == HandshakeStatus.NEED_WRAP
                && keysMayChange()
                && last.getStatus() != Status.CLOSED
                && (consumed == 0) == (produced == 0)) {
            handshake = HandshakeStatus.NOT_HANDSHAKING;
        }
        return new SSLEngineResult(last.getStatus(), handshake, consumed, produced);
    }

    private boolean keysMayChange() {
        return established && delegate.getSession().getProtocol().equals("TLSv1.3");
    }

    private static long remaining(ByteBuffer[] sources, int offset, int length) {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += sources[i].remaining();
        }
        return sum;
    }

    @Override
    public SSLEngineResult unwrap(
            ByteBuffer source, ByteBuffer[] destinations, int offset, int length)
            throws SSLException {
        SSLEngineResult last = delegate.unwrap(source, destinations, offset, length);
        int consumed = last.bytesConsumed();
        while (isDoneWith(last) && source.hasRemaining()) {
            SSLEngineResult next = delegate.unwrap(source, destinations, offset, length);
            if (next.getStatus() != Status.OK && next.getStatus() != Status.CLOSED) {
                break;
            }
            last = next;
            consumed += last.bytesConsumed();
        }
        return told(last, consumed, last.bytesProduced());
    }

    /**
     * Whether a record was the peer's key update that needs no answer. They gather while nobody
     * reads, and Undertow gives up on a connection that has had nothing for it a hundred times.
     */
    private boolean isDoneWith(SSLEngineResult result) {
        return result.getStatus() == Status.OK
                && result.getHandshakeStatus() == HandshakeStatus.FINISHED
                && result.bytesConsumed() > 0
                && result.bytesProduced() == 0
                && keysMayChange();
    }

    @Override
    public SSLSession getSession() {
        return new MultiRecordSession((ExtendedSSLSession) delegate.getSession());
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        SSLSession handshake = delegate.getHandshakeSession();
        return handshake == null ? null : new MultiRecordSession((ExtendedSSLSession) handshake);
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(
            @Nullable BiFunction<SSLEngine, List<String>, @Nullable String> newSelector) {
        selector = newSelector;
        // Whoever selects must be shown the engine that its caller knows.
        delegate.setHandshakeApplicationProtocolSelector(
                newSelector == null
                        ? null
                        : (engine, protocols) -> newSelector.apply(this, protocols));
    }

    @Override
    public @Nullable BiFunction<SSLEngine, List<String>, @Nullable String>
            getHandshakeApplicationProtocolSelector() {
        return selector;
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return delegate.getApplicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return delegate.getHandshakeApplicationProtocol();
    }

    @Override
    public @Nullable String getPeerHost() {
        return delegate.getPeerHost();
    }

    @Override
    public int getPeerPort() {
        return delegate.getPeerPort();
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        return delegate.getDelegatedTask();
    }

    @Override
    public void closeInbound() throws SSLException {
        delegate.closeInbound();
    }

    @Override
    public boolean isInboundDone() {
        return delegate.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        delegate.closeOutbound();
    }

    @Override
    public boolean isOutboundDone() {
        return delegate.isOutboundDone();
    }

    @Override
    public void beginHandshake() throws SSLException {
        delegate.beginHandshake();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return delegate.getHandshakeStatus();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return delegate.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return delegate.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        delegate.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return delegate.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return delegate.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        delegate.setEnabledProtocols(protocols);
    }

    @Override
    public SSLParameters getSSLParameters() {
        return delegate.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        delegate.setSSLParameters(parameters);
    }

    @Override
    public void setUseClientMode(boolean mode) {
        delegate.setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return delegate.getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        delegate.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return delegate.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        delegate.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return delegate.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        delegate.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return delegate.getEnableSessionCreation();
    }
}
