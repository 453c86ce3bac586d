import { readFile } from "node:fs/promises";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";

/** The generated glue; the package's own entry imports the .wasm file, which Node 20 does not do. */
type Glue = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm(exports: WebAssembly.Exports): void };

declare global {
  /** Where the engine leaves its last words when it panics; without it the process would end instead. */
  var PRISMA_WASM_PANIC_REGISTRY: { set_message(message: string): void } | undefined;
}

/**
 * Prisma's schema engine as WebAssembly, on a connection of our own. Prisma's command line would download a
 * binary for the same work. Never hand it a shadow database: given an address, it would open the main one.
 * `onScriptError` receives Postgres's own error about a script, of which the engine passes on little.
 */
export async function openSchemaEngine(
  root: string,
  ownerUrl: string,
  onScriptError: (error: unknown, script: string) => void,
): Promise<{ engine: SchemaEngine; close(): Promise<void> }> {
  loaded ??= load(root);
  const glue = await loaded;
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => onScriptError(new Error(message), "") };
  const connections = new WholeScripts(ownerUrl, onScriptError);
  const adapter = bindMigrationAwareSqlAdapterFactory(connections);
  const schema = await readFile(path.join(root, "prisma", "schema.prisma"), "utf8");
  const engine = await glue.SchemaEngine.new({ datamodels: [["schema.prisma", schema]] }, () => {}, adapter);
  return { engine, close: () => connections.close() };
}

/** Once for the process: the glue holds on to the memory of the first instance, and a second would hang. */
let loaded: Promise<Glue> | undefined;

async function load(root: string): Promise<Glue> {
  const glue: Glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const file = path.join(root, "node_modules", "@prisma", "schema-engine-wasm", "schema_engine_bg.wasm");
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    "./schema_engine_bg.js": glue as unknown as WebAssembly.ModuleImports,
  });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === "function") start();
  return glue;
}

/**
 * The adapter cuts a script at every semicolon, inside function bodies too, and runs the pieces one by one.
 * Sent whole, Postgres reads it rightly and runs it as one transaction.
 */
class WholeScripts extends PrismaPg {
  private readonly opened: { dispose(): Promise<void> }[] = [];

  constructor(
    connectionString: string,
    private readonly onError: (error: unknown, script: string) => void,
  ) {
    super({ connectionString, max: 2 });
  }

  override async connect() {
    const adapter = await super.connect();
    this.opened.push(adapter);
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        this.onError(error, script);
        throw error;
      }
    };
    return adapter;
  }

  /** The engine leaves its connections open, and a database in use cannot be renamed, copied or dropped. */
  async close(): Promise<void> {
    for (const adapter of this.opened.splice(0)) await adapter.dispose();
  }
}
