using AutogradMaml.Autograd;
using AutogradMaml.Examples.Federated;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Tests.Federated;

public sealed class LearningTests
{
    private static readonly ClientData Data = new SyntheticClients(3).Of(5);

    [Fact]
    public async Task The_order_in_which_updates_arrive_changes_no_bit()
    {
        LearningSettings learning = Server.Learning(Method.Maml);
        RandomStream stream = new(11, "directions");
        Dictionary<int, float[]> directions = Enumerable.Range(0, 6).ToDictionary(
            static client => client, _ => Enumerable.Range(0, learning.Parameters).Select(_ => (float)stream.NextNormal()).ToArray());
        List<float[]> ends = [];
        foreach (int[] order in (int[][])[[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 0, 5, 1, 4, 2]])
        {
            Gathering<float[]> gathering = new(order);
            foreach (int client in order)
            {
                Assert.True(gathering.Give(client, directions[client]));
            }

            using Federation federation = new(learning, new(0.3, 0.3, 10));
            federation.Take(await gathering.Close(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
            ends.Add(federation.Parameters());
        }

        Assert.Equal(ends[0], ends[1]);
        Assert.Equal(ends[0], ends[2]);

        // Another order of the sum has other bits, or the test could not fail.
        var forward = new float[learning.Parameters];
        var backward = new float[learning.Parameters];
        for (int k = 0; k < learning.Parameters; k++)
        {
            forward[k] = directions.OrderBy(static entry => entry.Key).Aggregate(0f, (sum, entry) => sum + entry.Value[k]);
            backward[k] = directions.OrderByDescending(static entry => entry.Key).Aggregate(0f, (sum, entry) => sum + entry.Value[k]);
        }

        Assert.NotEqual(forward, backward);
    }

    [Fact]
    public void Federated_averaging_ends_in_the_mean_of_the_adapted_parameters()
    {
        LearningSettings learning = Server.Learning(Method.FedAvg);
        using LocalLearning local = new(learning);
        using Federation federation = new(learning, new(1, 1, 10));
        float[] before = federation.Parameters();
        Dictionary<int, float[]> directions = [];
        foreach (int client in (int[])[2, 9])
        {
            directions[client] = new float[learning.Parameters];
            local.Compute(client, Data.Train, 0, before, directions[client]);
        }

        federation.Take(directions);
        float[] after = federation.Parameters();
        for (int k = 0; k < after.Length; k++)
        {
            Assert.Equal(before[k] - ((directions[2][k] + directions[9][k]) / 2), after[k], 1e-6);
        }

        Assert.NotEqual(before, after);
    }

    [Fact]
    public void The_direction_of_maml_is_that_of_the_bare_tape_and_fomaml_s_is_another()
    {
        LearningSettings learning = Server.Learning(Method.Maml);
        float[] parameters = Numbers(learning.Parameters, 0.1);
        float[] exact = Direction(learning, parameters, out float loss);
        float[] first = Direction(learning with { Method = Method.Fomaml }, parameters, out float same);
        Assert.Equal(loss, same);
        Assert.NotEqual(exact, first);

        // The loss of the query examples along a direction, by central differences: the exact one predicts it, the other does not.
        float[] along = Numbers(learning.Parameters, 1);
        const float Step = 1e-2f;
        Direction(learning, [.. parameters.Zip(along, static (p, d) => p + (Step * d))], out float above);
        Direction(learning, [.. parameters.Zip(along, static (p, d) => p - (Step * d))], out float below);
        double slope = (above - (double)below) / (2 * Step);
        double predicted = exact.Zip(along, static (g, d) => (double)g * d).Sum();
        double firstOrder = first.Zip(along, static (g, d) => (double)g * d).Sum();
        Assert.InRange(Math.Abs(predicted - slope), 0, 2e-3 * Math.Abs(slope));
        Assert.True(Math.Abs(firstOrder - slope) > 5 * Math.Abs(predicted - slope), $"{slope}, {predicted}, {firstOrder}");
    }

    [Fact]
    public void A_test_adapts_to_the_training_examples_alone_and_the_leaky_one_to_the_test_examples()
    {
        LearningSettings learning = Server.Learning(Method.Maml) with { Steps = 30, StepSize = 0.1 };
        float[] parameters = Numbers(learning.Parameters, 0.1);
        Learner<float> learner = new("test", learning.TestAdaptation(), new FirstOrder<float>(learning.Steps));
        Parameters<float> meta = FlatParameters.Of(learner.Initialize(0), parameters);
        bool differ = false;
        SyntheticClients source = new(3);
        foreach (ClientData data in Enumerable.Range(0, 12).Select(source.Of).Where(static data => data.Train.Count < 600))
        {
            using LocalTest test = new(learning, data);
            (int[] right, int[] leaky) = test.Run(parameters);
            for (int steps = 0; steps <= learning.Steps; steps++)
            {
                Assert.Equal(Right(learner, meta, data.Train, data.Test, steps), right[steps]);
                Assert.Equal(Right(learner, meta, data.Test, data.Test, steps), leaky[steps]);
            }

            Assert.Equal(right[0], leaky[0]);
            differ |= !right.SequenceEqual(leaky);
        }

        Assert.True(differ);
    }

    [Fact]
    public void Numbers_on_the_wire_come_back_and_wrong_ones_are_told()
    {
        float[] numbers = [1.5f, -2, float.Epsilon];
        var back = new float[3];
        Assert.Null(FlatNumbers.Read(FlatNumbers.ToBytes(numbers), back));
        Assert.Equal(numbers, back);
        Assert.Equal([0, 0, 0xc0, 0x3f], FlatNumbers.ToBytes([1.5f]));
        Assert.Contains("8 bytes, expected 3 numbers", FlatNumbers.Read(new byte[8], back), StringComparison.Ordinal);
        Assert.Contains(
            "Infinity at [1]", FlatNumbers.Read(FlatNumbers.ToBytes([0, float.PositiveInfinity, 0]), back), StringComparison.Ordinal);
    }

    private static float[] Direction(LearningSettings learning, float[] parameters, out float loss)
    {
        using LocalLearning local = new(learning);
        var direction = new float[parameters.Length];
        (loss, double seconds) = local.Compute(5, Data.Train, 3, parameters, direction);
        Assert.True(seconds > 0);
        return direction;
    }

    private static int Right(
        Learner<float> learner, Parameters<float> meta, Examples.Federated.Examples from, Examples.Federated.Examples judged, int steps)
    {
        float[] scores = Tensors.ToArray(
            learner.Adapt(meta, FewShotTask.Of(from.InputTensor, from.LabelTensor, judged.InputTensor, judged.LabelTensor), steps)
                .Predict(judged.InputTensor));
        int right = 0;
        for (int example = 0; example < judged.Count; example++)
        {
            float[] own = scores[(example * SyntheticClients.Classes)..((example + 1) * SyntheticClients.Classes)];
            right += Array.IndexOf(own, own.Max()) == (int)judged.Labels.Span[example] ? 1 : 0;
        }

        return right;
    }

    private static float[] Numbers(int count, double size)
    {
        RandomStream stream = new(5, "numbers", count, (int)(10 * size));
        return [.. Enumerable.Range(0, count).Select(_ => (float)(size * stream.NextNormal()))];
    }
}
