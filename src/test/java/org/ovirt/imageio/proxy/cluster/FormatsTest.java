// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.SerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.internal.serialization.impl.compact.Schema;
import com.hazelcast.internal.serialization.impl.compact.SchemaService;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.jspecify.annotations.Nullable;

@Domain(Records.class)
class FormatsTest {
    private final SerializationService service;

    FormatsTest() {
        SerializationConfig config = new SerializationConfig();
        Formats.addTo(config);
        service =
                new DefaultSerializationServiceBuilder()
                        .setConfig(config)
                        .setSchemaService(new KnownSchemas())
                        .build();
    }

    /** What the nodes tell one another of. */
    private static final class KnownSchemas implements SchemaService {
        private final Map<Long, Schema> known = new HashMap<>();

        @Override
        public @Nullable Schema get(long id) {
            return known.get(id);
        }

        @Override
        public void put(Schema schema) {
            putLocal(schema);
        }

        @Override
        public void putLocal(Schema schema) {
            known.put(schema.getSchemaId(), schema);
        }
    }

    private void assertComesBack(Object record) {
        Data data = service.toData(record);
        // TYPE_COMPACT: no other form is ever written.
        assertThat(data.getType()).isEqualTo(-55);
        Object read = service.toObject(data);
        assertThat(read).isEqualTo(record);
    }

    @Property
    void aTicketComesBackAsItWas(@ForAll TicketRecord record) {
        assertComesBack(record);
    }

    @Property
    void aChangeComesBackAsItWas(@ForAll TicketChange change) {
        assertComesBack(change);
    }

    @Property
    void aSessionComesBackAsItWas(@ForAll SessionRecord record) {
        assertComesBack(record);
    }

    @Property
    void aUseOfASessionComesBackAsItWas(@ForAll SessionUse use) {
        assertComesBack(use);
    }

    @Property
    void aReplyComesBackAsItWas(@ForAll PeerReply reply) {
        assertComesBack(reply);
    }

    @Example
    void aRequestComesBackAsItWas() {
        for (PeerRequest.Kind kind : PeerRequest.Kind.values()) {
            PeerRequest read =
                    service.toObject(service.toData(new PeerRequest(kind, "subject \u00fc")));
            assertThat(read.kind()).isEqualTo(kind);
            assertThat(read.subject()).isEqualTo("subject \u00fc");
        }
    }
}
