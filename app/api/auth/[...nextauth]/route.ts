import NextAuth from "next-auth";
import { appUrl } from "@/lib/auth/app-url";
import { authOptions } from "@/lib/auth/options";
import { checkOrigin } from "@/lib/auth/origin";
import { errorAnswer } from "@/lib/auth/route";

type Context = { params: Promise<{ nextauth: string[] }> };

async function answer(request: Request, context: Context): Promise<Response> {
  try {
    // next-auth makes its links from this, and must not from the request.
    process.env.NEXTAUTH_URL = appUrl().origin;
    if (request.method === "POST") checkOrigin(request.headers);
    const answered: Response = await NextAuth(authOptions())(request, context);
    answered.headers.set("cache-control", "private, no-store");
    return answered;
  } catch (error) {
    return errorAnswer(error, "/api/auth");
  }
}

export { answer as GET, answer as POST };
