CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE act (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
            before TEXT NOT NULL DEFAULT '{}', after TEXT NOT NULL DEFAULT '{}', digest TEXT NOT NULL) STRICT;
CREATE TRIGGER act_kept BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT, 'acts are append-only'); END;
CREATE INDEX act_subject ON act (subject, id);
CREATE TRIGGER act_unchanged BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT, 'acts are append-only'); END;
CREATE TABLE address (url TEXT PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES article (id)) STRICT, WITHOUT ROWID;
CREATE INDEX address_article ON address (article_id);
CREATE TABLE article (
                id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, link TEXT NOT NULL DEFAULT '', source TEXT NOT NULL, guid TEXT NOT NULL DEFAULT '',
                story_id INTEGER NOT NULL REFERENCES story (id), origin_id INTEGER REFERENCES article (id),
                how TEXT NOT NULL, how_score INTEGER NOT NULL DEFAULT 100, how_reason TEXT NOT NULL DEFAULT '',
                copy_of INTEGER REFERENCES article (id),
                version INTEGER NOT NULL, title TEXT NOT NULL, folded_title TEXT NOT NULL, content_hash TEXT NOT NULL,
                body_hash TEXT NOT NULL,
                language TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL, quality TEXT NOT NULL, suspect TEXT NOT NULL DEFAULT '',
                published TEXT NOT NULL DEFAULT '', published_day TEXT NOT NULL DEFAULT '', published_precision TEXT NOT NULL DEFAULT '',
                modified TEXT NOT NULL DEFAULT '', authors TEXT NOT NULL DEFAULT '[]', excerpt TEXT NOT NULL DEFAULT '',
                tier TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, gone_at TEXT,
                state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'waiting', 'accepted', 'rejected')),
                state_reason TEXT NOT NULL DEFAULT '', row_version INTEGER NOT NULL DEFAULT 1, mementos TEXT NOT NULL DEFAULT '[]', listed TEXT NOT NULL DEFAULT '', judged_by TEXT NOT NULL DEFAULT '{}', passes_on INTEGER REFERENCES article (id), passes_on_why TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX article_body ON article (body_hash) WHERE body_hash <> '';
CREATE TRIGGER article_counted AFTER INSERT ON article BEGIN
                INSERT INTO counter (name, n) VALUES ('article:' || NEW.state, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1; END;
CREATE INDEX article_day ON article (substr(coalesce(nullif(published, ''), first_seen), 1, 10));
CREATE INDEX article_guid ON article (source, guid) WHERE guid <> '';
CREATE INDEX article_language ON article (language || '');
CREATE INDEX article_origin ON article (origin_id) WHERE origin_id IS NOT NULL;
CREATE TRIGGER article_recounted AFTER UPDATE OF state ON article WHEN OLD.state IS NOT NEW.state BEGIN
                UPDATE counter SET n = n - 1 WHERE name = 'article:' || OLD.state;
                INSERT INTO counter (name, n) VALUES ('article:' || NEW.state, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1; END;
CREATE TABLE article_series (article_id INTEGER NOT NULL REFERENCES article (id), series TEXT NOT NULL, score INTEGER NOT NULL, parts TEXT NOT NULL, PRIMARY KEY (article_id, series)) STRICT, WITHOUT ROWID;
CREATE INDEX article_series_series ON article_series (series, article_id);
CREATE INDEX article_source ON article (source || '');
CREATE INDEX article_state ON article (state, id);
CREATE INDEX article_story ON article (story_id);
CREATE TABLE article_version (
                article_id INTEGER NOT NULL REFERENCES article (id), number INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
                content_hash TEXT NOT NULL, fetched_at TEXT NOT NULL, page_id INTEGER REFERENCES page (id),
                method TEXT NOT NULL DEFAULT '{}', PRIMARY KEY (article_id, number)) STRICT, WITHOUT ROWID;
CREATE TABLE attempt (
            subject TEXT PRIMARY KEY, failures INTEGER NOT NULL, since TEXT NOT NULL, paused_until TEXT NOT NULL DEFAULT '') STRICT,
            WITHOUT ROWID;
CREATE TABLE belief_change (
                id INTEGER PRIMARY KEY, at TEXT NOT NULL, series TEXT NOT NULL, season TEXT NOT NULL, about TEXT NOT NULL,
                region TEXT NOT NULL,
                before TEXT NOT NULL, after TEXT NOT NULL, status_before TEXT NOT NULL, status_after TEXT NOT NULL) STRICT;
CREATE INDEX belief_change_fact ON belief_change (series, season, about, region, id);
CREATE TABLE body_key (k INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (k, id)) STRICT, WITHOUT ROWID;
CREATE TABLE claim (
                id INTEGER PRIMARY KEY, series TEXT NOT NULL, season TEXT NOT NULL, about TEXT NOT NULL, region TEXT NOT NULL,
                value TEXT NOT NULL, precision TEXT NOT NULL, status TEXT NOT NULL, believed INTEGER NOT NULL,
                articles INTEGER NOT NULL, origins INTEGER NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
                current INTEGER NOT NULL DEFAULT 1, UNIQUE (series, season, about, region, value)) STRICT;
CREATE TABLE claim_evidence (claim_id INTEGER NOT NULL REFERENCES claim (id), mention_id INTEGER NOT NULL REFERENCES mention (id), PRIMARY KEY (claim_id, mention_id)) STRICT, WITHOUT ROWID;
CREATE INDEX claim_evidence_mention ON claim_evidence (mention_id);
CREATE TABLE counter (name TEXT PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE dropped (
                id INTEGER PRIMARY KEY, source TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, reason TEXT NOT NULL,
                detail TEXT NOT NULL DEFAULT '', series TEXT NOT NULL DEFAULT '', score INTEGER NOT NULL DEFAULT 0,
                parts TEXT NOT NULL DEFAULT '[]', at TEXT NOT NULL, listed TEXT NOT NULL DEFAULT '', excerpt TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', after_article INTEGER NOT NULL DEFAULT 0, page_id INTEGER REFERENCES page (id), UNIQUE (source, url)) STRICT;
CREATE INDEX dropped_at ON dropped (at);
CREATE TRIGGER dropped_counted AFTER INSERT ON dropped BEGIN
                INSERT INTO counter (name, n) VALUES ('dropped:' || NEW.reason, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1; END;
CREATE TRIGGER dropped_recounted AFTER UPDATE OF reason ON dropped WHEN OLD.reason IS NOT NEW.reason BEGIN
                UPDATE counter SET n = n - 1 WHERE name = 'dropped:' || OLD.reason;
                INSERT INTO counter (name, n) VALUES ('dropped:' || NEW.reason, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1; END;
CREATE INDEX dropped_url ON dropped (url);
CREATE TABLE editor (
                id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'maintainer')),
                created_at TEXT NOT NULL, removed_at TEXT, password TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', zone TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE evidence_watch (
                article_id INTEGER PRIMARY KEY REFERENCES article (id), since TEXT NOT NULL, due_at TEXT NOT NULL,
                looked_at TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '',
                etag TEXT NOT NULL DEFAULT '', last_modified TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX evidence_watch_due ON evidence_watch (due_at);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE lease (
                story_id INTEGER PRIMARY KEY REFERENCES story (id), editor TEXT NOT NULL, until TEXT NOT NULL,
                taken_from TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX lease_until ON lease (until);
CREATE TABLE login_link (
                digest TEXT PRIMARY KEY, editor_id INTEGER NOT NULL REFERENCES editor (id), created_at TEXT NOT NULL,
                expires_at TEXT NOT NULL, spent_at TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE mention (
                id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES article (id), version INTEGER NOT NULL,
                identity TEXT NOT NULL,
                kind TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote_start INTEGER NOT NULL,
                quote_end INTEGER NOT NULL,
                text TEXT NOT NULL, quote TEXT NOT NULL, value TEXT NOT NULL, series TEXT NOT NULL DEFAULT '',
                season TEXT NOT NULL DEFAULT '',
                person TEXT NOT NULL DEFAULT '', character TEXT NOT NULL DEFAULT '', relation TEXT NOT NULL DEFAULT '',
                choices TEXT NOT NULL DEFAULT '[]', about TEXT NOT NULL DEFAULT '', precision TEXT NOT NULL DEFAULT '',
                status TEXT NOT NULL DEFAULT '', mod TEXT NOT NULL DEFAULT '', official INTEGER NOT NULL DEFAULT 0,
                region TEXT NOT NULL DEFAULT '',
                state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'choose', 'accepted', 'rejected')),
                chosen TEXT NOT NULL DEFAULT '', current INTEGER NOT NULL DEFAULT 1, proposal TEXT NOT NULL DEFAULT '' CHECK (proposal IN ('', 'accepted', 'rejected')), edited TEXT NOT NULL DEFAULT '', UNIQUE (article_id, identity)) STRICT;
CREATE INDEX mention_about ON mention (about, state) WHERE kind <> 'cast';
CREATE INDEX mention_article ON mention (article_id, current);
CREATE INDEX mention_director ON mention (state) WHERE kind = 'cast' AND relation = 'director';
CREATE INDEX mention_named ON mention (value || '', article_id) WHERE kind = 'cast';
CREATE INDEX mention_person ON mention (value, state) WHERE kind = 'cast';
CREATE INDEX mention_proposal ON mention (series, value) WHERE proposal <> '';
CREATE INDEX mention_stranger ON mention (series, value) WHERE kind = 'cast' AND person = '' AND choices = '[]';
CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, event TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL DEFAULT '',
            body TEXT NOT NULL, made_at TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead', 'withdrawn')),
            tries INTEGER NOT NULL DEFAULT 0, due_at TEXT NOT NULL, ended_at TEXT, said TEXT NOT NULL DEFAULT '',
            UNIQUE (target, event)) STRICT;
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead';
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_subject ON outbox (kind, subject, id);
CREATE TABLE page (
                id INTEGER PRIMARY KEY, url TEXT NOT NULL, requested_url TEXT NOT NULL, source TEXT NOT NULL, status INTEGER NOT NULL,
                content_type TEXT NOT NULL, sha256 TEXT NOT NULL, fetched_at TEXT NOT NULL,
                warc TEXT NOT NULL DEFAULT '', offset INTEGER NOT NULL DEFAULT 0, length INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0, excerpt TEXT NOT NULL DEFAULT '', left_out TEXT NOT NULL DEFAULT '', article_id INTEGER REFERENCES article (id), dropped_id INTEGER REFERENCES dropped (id)) STRICT;
CREATE INDEX page_article ON page (article_id) WHERE article_id IS NOT NULL;
CREATE INDEX page_dropped ON page (dropped_id) WHERE dropped_id IS NOT NULL;
CREATE INDEX page_url ON page (url);
CREATE INDEX page_warc ON page (warc) WHERE warc <> '';
CREATE TABLE published (
            of_table TEXT NOT NULL, row_id TEXT NOT NULL, hash INTEGER NOT NULL, seq INTEGER NOT NULL, first_seq INTEGER NOT NULL,
            at TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (of_table, row_id)) STRICT, WITHOUT ROWID;
CREATE TABLE registry_edit (
            batch TEXT PRIMARY KEY, person TEXT NOT NULL, before BLOB NOT NULL, after_hash TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE revision (
            id INTEGER PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL, head INTEGER NOT NULL, base INTEGER NOT NULL,
            floor INTEGER NOT NULL) STRICT;
CREATE TABLE robots (authority TEXT PRIMARY KEY, status INTEGER NOT NULL, body TEXT NOT NULL, fetched_at TEXT NOT NULL) STRICT;
CREATE TABLE run (
                id INTEGER PRIMARY KEY, kind TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
                state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'interrupted')),
                summary TEXT NOT NULL DEFAULT '{}') STRICT;
CREATE TABLE saved_view (
                id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, address TEXT NOT NULL, editor TEXT NOT NULL,
                created_at TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE search USING fts5(title, body, content='', tokenize='unicode61 remove_diacritics 2');
CREATE TABLE 'search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE 'search_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'search_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
CREATE TABLE 'search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE seen (
                source TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, url TEXT NOT NULL,
                article_id INTEGER REFERENCES article (id), dropped_id INTEGER REFERENCES dropped (id),
                first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, run_id INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (source, key)) STRICT, WITHOUT ROWID;
CREATE INDEX seen_article ON seen (article_id) WHERE article_id IS NOT NULL;
CREATE INDEX seen_dropped ON seen (dropped_id) WHERE dropped_id IS NOT NULL;
CREATE INDEX seen_latest ON seen (source, last_seen DESC, key);
CREATE INDEX seen_url ON seen (url);
CREATE TABLE session (
                digest TEXT PRIMARY KEY, editor_id INTEGER NOT NULL REFERENCES editor (id), created_at TEXT NOT NULL,
                expires_at TEXT NOT NULL, used_at TEXT NOT NULL DEFAULT '', browser TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
CREATE INDEX session_editor ON session (editor_id);
CREATE TABLE skipped (
                editor TEXT NOT NULL, story_id INTEGER NOT NULL REFERENCES story (id), at TEXT NOT NULL,
                PRIMARY KEY (editor, story_id)) STRICT, WITHOUT ROWID;
CREATE TABLE source_affix (
                source TEXT NOT NULL, side TEXT NOT NULL CHECK (side IN ('', 'before', 'behind')), affix TEXT NOT NULL,
                n INTEGER NOT NULL, learned INTEGER, PRIMARY KEY (source, side, affix)) STRICT, WITHOUT ROWID;
CREATE INDEX source_affix_learned ON source_affix (source, learned) WHERE learned IS NOT NULL;
CREATE TABLE source_state (
                slug TEXT PRIMARY KEY, url TEXT NOT NULL, etag TEXT NOT NULL DEFAULT '', last_modified TEXT NOT NULL DEFAULT '',
                body_hash TEXT NOT NULL DEFAULT '', due_at TEXT, visited_at TEXT, succeeded_at TEXT, new_at TEXT,
                failures INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', paused INTEGER, moved_to TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX source_state_due ON source_state (due_at);
CREATE TABLE story (
                id INTEGER PRIMARY KEY, created_at TEXT NOT NULL, merged_into INTEGER REFERENCES story (id),
                held_until TEXT) STRICT;
CREATE INDEX story_held ON story (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX story_merged ON story (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE suggestion (
                story_id INTEGER NOT NULL REFERENCES story (id), other_id INTEGER NOT NULL REFERENCES story (id),
                article_id INTEGER REFERENCES article (id), score INTEGER NOT NULL, reason TEXT NOT NULL,
                state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'merged', 'apart')),
                PRIMARY KEY (story_id, other_id)) STRICT, WITHOUT ROWID;
CREATE INDEX suggestion_other ON suggestion (other_id);
CREATE TABLE title_key (k INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (k, id)) STRICT, WITHOUT ROWID;
CREATE TABLE verdict (
                id INTEGER PRIMARY KEY, at TEXT NOT NULL, editor TEXT NOT NULL, action TEXT NOT NULL,
                target TEXT NOT NULL CHECK (target IN ('story', 'article', 'mention', 'claim')), target_id INTEGER NOT NULL,
                judged_hash TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', batch TEXT NOT NULL,
                before TEXT NOT NULL DEFAULT '{}', after TEXT NOT NULL DEFAULT '{}', undoes INTEGER REFERENCES verdict (id),
                digest TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX verdict_action ON verdict (action, id);
CREATE INDEX verdict_at ON verdict (at, id);
CREATE INDEX verdict_batch ON verdict (batch);
CREATE INDEX verdict_editor ON verdict (editor, id);
CREATE TRIGGER verdict_kept BEFORE DELETE ON verdict BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;
CREATE INDEX verdict_target ON verdict (target, target_id);
CREATE TRIGGER verdict_unchanged BEFORE UPDATE ON verdict BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;
CREATE INDEX verdict_undoes ON verdict (undoes) WHERE undoes IS NOT NULL;
CREATE TABLE visit (
                id INTEGER PRIMARY KEY, run_id INTEGER REFERENCES run (id), slug TEXT NOT NULL, at TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('ok', 'not_modified', 'failed')), http_status INTEGER NOT NULL DEFAULT 0,
                error TEXT NOT NULL DEFAULT '', seconds REAL NOT NULL DEFAULT 0, entries INTEGER NOT NULL DEFAULT 0,
                new INTEGER NOT NULL DEFAULT 0, updated INTEGER NOT NULL DEFAULT 0, copies INTEGER NOT NULL DEFAULT 0,
                off_topic INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TRIGGER visit_counted AFTER INSERT ON visit BEGIN
            INSERT INTO visit_day VALUES (NEW.slug, substr(NEW.at, 1, 10), 1, NEW.state = 'failed', NEW.state = 'not_modified',
                NEW.new + NEW.copies + NEW.off_topic)
            ON CONFLICT (slug, day) DO UPDATE SET visits = visits + 1, failed = failed + excluded.failed,
                unchanged = unchanged + excluded.unchanged, items = items + excluded.items; END;
CREATE TABLE visit_day (
            slug TEXT NOT NULL, day TEXT NOT NULL, visits INTEGER NOT NULL, failed INTEGER NOT NULL, unchanged INTEGER NOT NULL,
            items INTEGER NOT NULL,
            PRIMARY KEY (slug, day)) STRICT, WITHOUT ROWID;
CREATE INDEX visit_day_day ON visit_day (day);
CREATE INDEX visit_slug ON visit (slug, id);
CREATE TABLE waiting (
                story_id INTEGER PRIMARY KEY REFERENCES story (id), rank INTEGER NOT NULL, reason TEXT NOT NULL,
                since TEXT NOT NULL) STRICT;
CREATE TRIGGER waiting_counted AFTER INSERT ON waiting BEGIN INSERT INTO counter (name, n) VALUES ('queue:' || NEW.rank, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1; END;
CREATE INDEX waiting_order ON waiting (rank, since, story_id);
CREATE TRIGGER waiting_recounted AFTER UPDATE OF rank ON waiting WHEN OLD.rank IS NOT NEW.rank BEGIN UPDATE counter SET n = n - 1 WHERE name = 'queue:' || OLD.rank; INSERT INTO counter (name, n) VALUES ('queue:' || NEW.rank, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1; END;
CREATE TRIGGER waiting_uncounted AFTER DELETE ON waiting BEGIN UPDATE counter SET n = n - 1 WHERE name = 'queue:' || OLD.rank; END;
CREATE TABLE warc_left (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
