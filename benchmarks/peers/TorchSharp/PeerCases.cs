namespace AutogradMaml.Benchmarks.Peers;

/// <summary>The cases by their names, which are those of our <c>time</c> command.</summary>
internal static class PeerCases
{
    /// <summary>From a name to what makes the work of a repetition.</summary>
    public static IReadOnlyDictionary<string, Func<Action>> All { get; } = Make();

    private static Dictionary<string, Func<Action>> Make()
    {
        Dictionary<string, Func<Action>> cases = [];
        foreach ((string learner, bool exact) in (ReadOnlySpan<(string, bool)>)[("exact", true), ("fomaml", false)])
        {
            foreach (int steps in (ReadOnlySpan<int>)[1, 10])
            {
                cases[$"sin/naive_{learner}_{steps}"] = () => SinusoidPeer.OneByOne(steps, exact);
                cases[$"sin/batched_{learner}_{steps}"] = () => SinusoidPeer.Stacked(steps, exact, innerStep: 0.01);
            }

            cases[$"conv/{learner}_1"] = () => EpisodePeer.OuterStep(EpisodePeer.Convolutional(pooled: true), exact, tasks: 4, queries: 15);
            cases[$"strided/{learner}_1"] = () => EpisodePeer.OuterStep(
                EpisodePeer.Convolutional(pooled: false), exact, tasks: 32, queries: 1);
            cases[$"mlp/{learner}_1"] = () => EpisodePeer.OuterStep(EpisodePeer.Dense(), exact, tasks: 4, queries: 15);
        }

        cases["sin/batched_exact_100"] = static () => SinusoidPeer.Stacked(100, exact: true, innerStep: 0.001);
        cases["hess/hvp_f32"] = static () => HessianPeer.Product(TorchSharp.torch.float32);
        cases["hess/hvp_f64"] = static () => HessianPeer.Product(TorchSharp.torch.float64);
        return cases;
    }
}
