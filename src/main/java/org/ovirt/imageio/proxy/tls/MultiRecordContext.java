// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** SunJSSE's context, but for its engines. */
final class MultiRecordContext extends SSLContextSpi {
    private final SSLContext delegate;
    private final long keyLimit;

    MultiRecordContext(SSLContext delegate, long keyLimit) {
        this.delegate = delegate;
        this.keyLimit = keyLimit;
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keyManagers,
            TrustManager @Nullable [] trustManagers,
            @Nullable SecureRandom random)
            throws KeyManagementException {
        delegate.init(keyManagers, trustManagers, random);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return new MultiRecordEngine(delegate.createSSLEngine(), keyLimit);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return new MultiRecordEngine(delegate.createSSLEngine(host, port), keyLimit);
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return delegate.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return delegate.getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return delegate.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return delegate.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return delegate.getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return delegate.getSupportedSSLParameters();
    }
}
