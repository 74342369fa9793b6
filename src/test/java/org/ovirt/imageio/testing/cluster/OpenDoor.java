// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ports on the loopback of a place, as ports on the loopback of this JVM: what is meant for this
 * machine alone does not answer to another name.
 */
final class OpenDoor implements AutoCloseable {
    private static final List<String> SMALL =
            List.of("-Xmx24m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final @Nullable Process process;
    private final List<Forwarder> forwarders;

    private OpenDoor(@Nullable Process process, List<Forwarder> forwarders) {
        this.process = process;
        this.forwarders = forwarders;
    }

    /** Opens one; where the place's loopback is this JVM's, there is nothing to do. */
    static OpenDoor to(Place place, int... ports) throws IOException {
        if (!place.isApart()) {
            return new OpenDoor(null, List.of());
        }
        Process process = open(place, ports);
        List<Forwarder> forwarders = new ArrayList<>();
        for (int port : ports) {
            forwarders.add(
                    Forwarder.start(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                            new InetSocketAddress(place.clientAddress(), port)));
        }
        return new OpenDoor(process, forwarders);
    }

    private static Process open(Place place, int... ports) throws IOException {
        List<String> command = new ArrayList<>(place.prefix());
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(SMALL);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Door.class.getName());
        command.add(place.clientAddress());
        for (int port : ports) {
            command.add(Integer.toString(port));
        }
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        if (process.getInputStream().read() != '\n') {
            process.destroyForcibly();
            throw new IOException("The door to " + place + " does not open");
        }
        return process;
    }

    @Override
    public void close() throws IOException {
        for (Forwarder forwarder : forwarders) {
            forwarder.close();
        }
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
