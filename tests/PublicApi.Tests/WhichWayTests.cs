using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The program of docs/which-way.md, as it stands there.</summary>
public class WhichWayTests
{
    [Fact]
    public void The_page_has_the_program_that_runs_here() => Guide.RequireCompiled("which-way.md", "WhichWayTests.cs", 1);

    [Fact]
    public void A_plan_tells_what_each_way_would_take()
    {
        StringWriter Console = new();

        // <guide>
        var net = new Sequential<float>(new Linear<float>(1, 40), Activations.Relu<float>(), new Linear<float>(40, 1));
        var adaptation = new NetAdaptation<float>(net, Loss.MeanSquaredError, StepSizes<float>.Constant(0.001));
        var learner = new Maml<float>(adaptation, new TrajectoryAdjoint<float>(steps: 100, keepEvery: 10));
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 1000,
        };
        foreach (MemoryEstimate estimate in plan.Estimate())
        {
            Console.WriteLine(estimate);
        }

        // </guide>
        string[] lines = Console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("trajectory adjoint steps=100, one x in 10 kept: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("unrolled steps=100: about ", lines[1], StringComparison.Ordinal);
    }
}
