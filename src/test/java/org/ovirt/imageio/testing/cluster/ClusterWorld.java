// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link Cluster} of its kind in a JVM, which ends with it; healthy at the
 * beginning of each test.
 */
public class ClusterWorld implements ParameterResolver, BeforeEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(ClusterWorld.class);

    private final int size;
    private final Map<String, String> properties;

    /** Three nodes. */
    public ClusterWorld() {
        this(
                3,
                Map.of(
                        "imageio.cluster.isolation-limit", "15",
                        "imageio.cluster.stall-grace", "8"));
    }

    ClusterWorld(int size, Map<String, String> properties) {
        this.size = size;
        this.properties = Map.copyOf(properties);
    }

    @Override
    public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    @Override
    public final void beforeEach(ExtensionContext context) throws IOException {
        cluster(context).healthy();
    }

    private Cluster cluster(ExtensionContext context) {
        // Where test classes are dealt out to JVMs, each of them is an execution of its own.
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .getOrComputeIfAbsent(getClass(), ignored -> started(), Cluster.class);
    }

    private Cluster started() {
        try {
            return Cluster.start(size, properties);
        } catch (IOException e) {
            throw new ParameterResolutionException("The cluster does not start", e);
        }
    }
}
