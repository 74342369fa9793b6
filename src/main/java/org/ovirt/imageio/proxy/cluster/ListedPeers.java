// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.ovirt.imageio.proxy.config.ClusterConfig;

/**
 * Lets only the addresses of listed nodes connect to the cluster's port: anybody else is
 * disconnected before a byte is read.
 *
 * <p>Hazelcast has this only as a feature of its commercial edition, but the place to put it in.
 */
final class ListedPeers extends DefaultNodeContext implements MemberSocketInterceptor {
    private final List<String> hosts;
    private final System.Logger log;

    ListedPeers(ClusterConfig cluster) {
        this(cluster, System.getLogger(ListedPeers.class.getName()));
    }

    ListedPeers(ClusterConfig cluster, System.Logger log) {
        this.log = log;
        List<String> listed = new ArrayList<>();
        cluster.members().forEach(one -> listed.add(one.substring(0, one.lastIndexOf(':'))));
        cluster.kubernetesService().ifPresent(listed::add);
        hosts = List.copyOf(listed);
    }

    @Override
    public NodeExtension createNodeExtension(com.hazelcast.instance.impl.Node node) {
        MemberSocketInterceptor door = this;
        return new DefaultNodeExtension(node) {
            @Override
            public MemberSocketInterceptor getSocketInterceptor(EndpointQualifier endpoint) {
                return door;
            }
        };
    }

    @Override
    public void init(Properties properties) {
        // The list is the configuration.
    }

    @Override
    public void onAccept(Socket socket) throws IOException {
        InetAddress from = socket.getInetAddress();
        if (hosts.stream().noneMatch(host -> isAt(host, from))) {
            log.log(
                    System.Logger.Level.WARNING,
                    "Refused a connection to the cluster port from {0}, which is not in"
                            + " imageio.cluster.members",
                    from.getHostAddress());
            throw new IOException("not a listed node: " + from.getHostAddress());
        }
    }

    @Override
    public void onConnect(Socket socket) {
        // This node connects to listed ones only.
    }

    /** Looked up each time: connections are few, and a node may get another address. */
    private static boolean isAt(String host, InetAddress address) {
        try {
            return Arrays.asList(InetAddress.getAllByName(host)).contains(address);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
