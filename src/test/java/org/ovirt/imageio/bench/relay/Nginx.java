// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ovirt.imageio.bench.process.ChildProcess;
import org.ovirt.imageio.bench.process.LoopbackPort;

/**
 * Starts the distribution's nginx.
 *
 * @param program the executable
 */
public record Nginx(Path program) implements RelayStarter {
    /** The program's name, and the reports' name for it. */
    public static final String NAME = "nginx";

    private static final Pattern TEMPORARY_PATH = Pattern.compile("--http-([a-z-]+)-temp-path=");

    @Override
    public RelayUnderTest start(Surroundings surroundings)
            throws IOException, InterruptedException {
        InetSocketAddress address = LoopbackPort.free();
        Path file = surroundings.directory().resolve("nginx.conf");
        Files.writeString(file, configuration(surroundings, address));
        List<String> command =
                List.of(
                        program.toString(),
                        "-e",
                        "stderr",
                        "-p",
                        surroundings.directory().toString(),
                        "-c",
                        file.toString());
        ChildProcess process = ChildProcess.start(NAME, surroundings.directory(), command);
        LoopbackPort.await(address, process);
        return new ProcessRelay(NAME, address, process);
    }

    private String configuration(Surroundings surroundings, InetSocketAddress address)
            throws IOException, InterruptedException {
        return """
        daemon off;
        worker_processes 2;
        worker_rlimit_nofile 8192;
        error_log stderr;
        pid nginx.pid;
        events {
            worker_connections 4096;
        }
        http {
            access_log off;
            client_max_body_size 0;
            keepalive_requests 1000000000;
            keepalive_time 24h;
            client_body_timeout 10m;
            send_timeout 10m;
        %s
            upstream daemon {
                server 127.0.0.1:%d;
                keepalive 64;
                keepalive_requests 1000000000;
                keepalive_time 24h;
            }
            server {
                listen 127.0.0.1:%d ssl backlog=2048;
                ssl_certificate %s;
                ssl_certificate_key %s;
                ssl_protocols TLSv1.3;
                ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384;
                location / {
                    proxy_pass https://daemon;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Host $host;
                    proxy_buffering off;
                    proxy_request_buffering off;
                    proxy_buffer_size 64k;
                    proxy_buffers 4 64k;
                    client_body_buffer_size 64k;
                    proxy_read_timeout 10m;
                    proxy_send_timeout 10m;
                    proxy_ssl_protocols TLSv1.3;
                    proxy_ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384;
                    proxy_ssl_verify on;
                    proxy_ssl_trusted_certificate %s;
                    proxy_ssl_server_name on;
                    proxy_ssl_name localhost;
                }
            }
        }
        """
                .formatted(
                        temporaryPaths(surroundings.directory()),
                        surroundings.upstream().getPort(),
                        address.getPort(),
                        surroundings.pki().certificate(),
                        surroundings.pki().key(),
                        surroundings.pki().authority());
    }

    /** Those compiled in belong to the distribution's own service, and nginx creates them all. */
    private String temporaryPaths(Path directory) throws IOException, InterruptedException {
        return TEMPORARY_PATH
                .matcher(version(directory))
                .results()
                .map(Nginx::temporaryPath)
                .collect(Collectors.joining("\n"));
    }

    private static String temporaryPath(MatchResult compiledIn) {
        String module = compiledIn.group(1).replace('-', '_');
        return "    " + module + "_temp_path temp-" + module + ";";
    }

    private String version(Path directory) throws IOException, InterruptedException {
        List<String> command = List.of(program.toString(), "-V");
        try (ChildProcess process = ChildProcess.start(NAME + "-version", directory, command)) {
            process.awaitEnd();
            return process.log();
        }
    }
}
