// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.world;

import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link World} of the run, which ends with it. */
public final class SharedWorld implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedWorld.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == World.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(World.class, ignored -> start(), World.class);
    }

    private static World start() {
        try {
            return World.start();
        } catch (IOException e) {
            throw new ParameterResolutionException("The world does not start", e);
        }
    }
}
