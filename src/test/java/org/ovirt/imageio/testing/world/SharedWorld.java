// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.world;

import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link World} of its kind in a JVM, which ends with it. */
public class SharedWorld implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedWorld.class);

    private final Start start;

    /** Starts a world. */
    @FunctionalInterface
    interface Start {
        World start() throws IOException;
    }

    /** A world as an administrator has it who has set nothing. */
    public SharedWorld() {
        this(World::start);
    }

    SharedWorld(Start start) {
        this.start = start;
    }

    @Override
    public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == World.class;
    }

    @Override
    public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // Where test classes are dealt out to JVMs, each of them is an execution of its own.
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .getOrComputeIfAbsent(getClass(), ignored -> started(), World.class);
    }

    private World started() {
        try {
            return start.start();
        } catch (IOException e) {
            throw new ParameterResolutionException("The world does not start", e);
        }
    }
}
