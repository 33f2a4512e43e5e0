using AutogradMaml.Autograd;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The program of docs/05-how-a-program-is-made.md and what the compiler's passes make of it, as they stand there.</summary>
public class ProgramGuideTests
{
    private const string Page = "05-how-a-program-is-made.md";

    // As it stands behind these passes; of the others what they change.
    private static readonly HashSet<string> Whole = ["slicing", "pruning", "gathering", "planning"];

    [Fact]
    public void Every_pass_does_what_the_page_says()
    {
        // <guide>
        using var tape = new Tape<float>();
        var w = tape.Input(Values(8 * 8), [8, 8]);              // the meta-parameters
        var x = tape.Input(Values(2 * 16 * 8), [2, 16, 8]);     // [tasks, examples, features]
        var y = tape.Input(Values(2 * 16 * 8), [2, 16, 8]);

        Variable<float> Loss(Variable<float> w) => (x.MatMul(w).Relu() - y).Square().Sum();

        var own = w.BroadcastTo([2, 8, 8]);                     // each task starts from its own copy
        var adapted = own - 0.1f * tape.Gradient(Loss(own), own);
        var query = Loss(adapted);
        var metaGradient = tape.Gradient(query, w);

        var passes = tape.TracePasses([w, x, y], [query, metaGradient]);

        // </guide>
        Dictionary<string, string> blocks = [];
        string before = string.Empty;
        foreach (ProgramPass pass in passes)
        {
            blocks.Add(pass.Name, Whole.Contains(pass.Name) ? pass.Listing : Difference(before, pass.Listing));
            before = pass.Listing;
        }

        Guide.RequireBlocks(Page, "listing", blocks);
        Assert.Equal(string.Empty, blocks["recomputation"]);
        using Workspace<float> workspace = tape.Compile([w, x, y], [query, metaGradient]).CreateWorkspace();
        w.Values.CopyTo(workspace.Input(0));
        x.Values.CopyTo(workspace.Input(1));
        y.Values.CopyTo(workspace.Input(2));
        workspace.Run();
        Assert.Equal(query.ToArray(), workspace.Output(0).ToArray());
        Assert.Equal(metaGradient.ToArray(), workspace.Output(1).ToArray());
    }

    [Fact]
    public void Products_in_another_order_are_those_of_the_page()
    {
        using var tape = new Tape<float>();

        // <guide>
        var images = tape.Input(Values(4 * 5 * 64), [4, 5, 64]);    // four tasks, five examples each
        var cotangent = tape.Input(Values(4 * 5 * 32), [4, 5, 32]);
        var weights = tape.Input(Values(64 * 32), [64, 32]);
        var updated = weights - 0.1f * images.MatMul(cotangent, transposeLeft: true);   // of each task its own
        var next = images.MatMul(updated);

        var cheapest = tape.TracePasses([images, cotangent, weights], [next], ProductOrder.Cheapest);

        // </guide>
        int place = cheapest.ToList().FindIndex(static pass => pass.Name == "reassociation");
        Guide.RequireBlocks(Page, "order", new() { ["reassociation"] = Difference(cheapest[place - 1].Listing, cheapest[place].Listing) });
        Assert.True(cheapest[place].Operations > 0);
    }

    [Fact]
    public void Every_line_of_the_page_s_programs_is_compiled_above() => Guide.RequireCompiled(Page, "ProgramGuideTests.cs", 2);

    [Theory]
    [InlineData(Page, 2)]
    [InlineData("from-simd-to-matrix-product.md", 9)]
    public void Every_excerpt_of_a_page_stands_in_its_source(string page, int count) => Guide.RequireExcerpts(page, count);

    // The lines that go, each with a minus, and those that come, with a plus, where they stand; by the longest sequence that stays.
    private static string Difference(string before, string after)
    {
        string[] old = before.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] now = after.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var longest = new int[old.Length + 1, now.Length + 1];
        for (int i = old.Length - 1; i >= 0; i--)
        {
            for (int k = now.Length - 1; k >= 0; k--)
            {
                longest[i, k] = old[i] == now[k] ? longest[i + 1, k + 1] + 1 : Math.Max(longest[i + 1, k], longest[i, k + 1]);
            }
        }

        List<string> lines = [];
        int from = 0;
        int to = 0;
        while (from < old.Length || to < now.Length)
        {
            if (from < old.Length && to < now.Length && old[from] == now[to])
            {
                from++;
                to++;
            }
            else if (to == now.Length || (from < old.Length && longest[from + 1, to] >= longest[from, to + 1]))
            {
                lines.Add($"- {old[from++]}");
            }
            else
            {
                lines.Add($"+ {now[to++]}");
            }
        }

        return string.Concat(lines.Select(static line => line + "\n"));
    }

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(static k => MathF.Sin(k))];
}
