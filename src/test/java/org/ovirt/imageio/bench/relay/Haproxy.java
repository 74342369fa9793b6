// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ovirt.imageio.bench.process.ChildProcess;
import org.ovirt.imageio.bench.process.LoopbackPort;

/**
 * Starts the distribution's HAProxy.
 *
 * @param program the executable
 */
public record Haproxy(Path program) implements RelayStarter {
    /** The program's name, and the reports' name for it. */
    public static final String NAME = "haproxy";

    @Override
    public RelayUnderTest start(Surroundings surroundings)
            throws IOException, InterruptedException {
        InetSocketAddress address = LoopbackPort.free();
        Path file = surroundings.directory().resolve("haproxy.cfg");
        Files.writeString(file, configuration(surroundings, address));
        List<String> command = List.of(program.toString(), "-db", "-f", file.toString());
        ChildProcess process = ChildProcess.start(NAME, surroundings.directory(), command);
        LoopbackPort.await(address, process);
        return new ProcessRelay(NAME, address, process);
    }

    private static String configuration(Surroundings surroundings, InetSocketAddress address) {
        return """
        global
            nbthread 2
            maxconn 4096
            tune.bufsize 65536
            ssl-default-bind-options ssl-min-ver TLSv1.3
            ssl-default-bind-ciphersuites TLS_AES_256_GCM_SHA384
            ssl-default-server-options ssl-min-ver TLSv1.3
            ssl-default-server-ciphersuites TLS_AES_256_GCM_SHA384
        defaults
            mode http
            option http-keep-alive
            http-reuse always
            timeout connect 10s
            timeout client 10m
            timeout server 10m
        frontend clients
            bind 127.0.0.1:%d ssl crt %s alpn http/1.1
            default_backend daemon
        backend daemon
            server daemon 127.0.0.1:%d ssl verify required ca-file %s sni str(localhost) verifyhost localhost alpn http/1.1
        """
                .formatted(
                        address.getPort(),
                        surroundings.pki().certificateAndKey(),
                        surroundings.upstream().getPort(),
                        surroundings.pki().authority());
    }
}
