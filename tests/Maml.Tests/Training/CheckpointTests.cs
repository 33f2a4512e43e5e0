using System.Buffers.Binary;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

public class CheckpointTests
{
    private static readonly TrainingPlan<float> Plan = Plans.Sinusoid(3);

    public static TheoryData<string> Differences => [.. Others.Keys];

    private static NetAdaptation<float> Net => (NetAdaptation<float>)Plan.Learner.Adaptation;

    private static Dictionary<string, TrainingPlan<float>> Others { get; } = new()
    {
        ["seed"] = Plan with { Seed = 13 },
        ["meta-batch"] = Plan with { MetaBatch = 8 },
        ["block"] = Plan with { TasksPerBlock = 3 },
        ["tasks alone"] = Plan with { TasksPerBlock = 1 },
        ["products"] = Plan with { Products = AutogradMaml.Autograd.ProductOrder.Cheapest },
        ["outer optimizer"] = Plan with { OuterOptimizer = new AdamW<float>() },
        ["outer optimizer's decay"] = Plan with { OuterOptimizer = new Adam<float>(beta2: 0.99) },
        ["outer optimizer's epsilon"] = Plan with { OuterOptimizer = new Adam<float>(epsilon: 1e-7) },
        ["outer step size"] = Plan with { OuterStepSize = 1e-2 },
        ["clip"] = Plan with { ClipNorm = 11 },
        ["no clip"] = Plan with { ClipNorm = null },
        ["tasks"] = Plan with { Tasks = new SinusoidTasks<float>(6, 5) },
        ["steps"] = Plan with { Learner = new Maml<float>(Net, 3) },
        ["weights"] = Plan with { Learner = new Maml<float>(Net, 2, [0, 1, 1]) },
        ["first order"] = Plan with { Learner = new FirstOrderMaml<float>(Net, 2) },
        ["reptile"] = Plan with { Learner = new Reptile<float>(Net, 2) },
        ["pretrained"] = Plan with { Learner = new JointTraining<float>(Net.Net, Net.Loss) },
        ["inner step size"] = Plan with { Learner = new Maml<float>(With(size: 0.02), 2) },
        ["net"] = Plan with
        {
            Learner = new Maml<float>(new NetAdaptation<float>(Nets.Tanh<float>(1, 1), Net.Loss, StepSizes<float>.Constant(0.01)), 2),
        },
        ["loss"] = Plan with
        {
            Learner = new Maml<float>(
                new NetAdaptation<float>(Net.Net, static (p, t, axes) => Loss.Huber(p, t, 1f, axes), StepSizes<float>.Constant(0.01)), 2),
        },
        ["what adapts"] = Plan with
        {
            Learner = new Maml<float>(
                new NetAdaptation<float>(Net.Net, Net.Loss, StepSizes<float>.Constant(0.01), adapts: Selection.Only("4")), 2),
        },
        ["inner optimizer"] = Plan with { Learner = new Maml<float>(With(optimizer: new Sgd<float>(0.9f)), 2) },
    };

    [Fact]
    public void A_state_of_somebody_s_own_steps_is_written_and_read()
    {
        using TemporaryFolder folder = new();
        TrainingState<float> state = new Trainer<float>(Plan).Start() with { Iteration = 7 };
        TrainingCheckpoint<float>.Write(folder["own"], "a plan of my own", state);
        TrainingCheckpoint<float> read = TrainingCheckpoint<float>.Read(folder["own"]);
        Assert.Equal((7, "a plan of my own"), (read.Iteration, read.Plan));
        Assert.Equal(state.MetaParameters.Names, read.MetaParameters.Names);
        Assert.All(
            state.MetaParameters, entry => Assert.Equal(Tensors.ToArray(entry.Value), Tensors.ToArray(read.MetaParameters[entry.Key])));
        byte[] before = File.ReadAllBytes(folder["own"]);
        Parameters<float> wrong = new(state.MetaParameters.Select(static entry => KeyValuePair.Create(
            entry.Key,
            Tensors.Wrap<float>([.. Tensors.ToArray(entry.Value).Select(static _ => float.NaN)], Tensors.ShapeOf(entry.Value)))));
        Assert.Throws<ArgumentException>(
            () => TrainingCheckpoint<float>.Write(folder["own"], "a plan of my own", state with { MetaParameters = wrong }));
        Assert.Equal(before, File.ReadAllBytes(folder["own"]));
    }

    [Fact]
    public void A_state_comes_back_in_every_bit()
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plan);
        TrainingState<float> state = trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"] });
        Assert.Equal(3, state.Iteration);
        Same.Bits(state, trainer.Resume(folder["state"]));

        // Of the three, two are kept: an ordinary weight file that others can read as well.
        SafeTensorsFile<float> file = SafeTensors.Read<float>(folder["state"]);
        Same.Bits(state.MetaParameters, file.Parameters.Under("meta"));
        Assert.Equal("3", file.Metadata["iteration"]);
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void A_plan_that_differs_in_anything_does_not_continue_it(string difference)
    {
        using TemporaryFolder folder = new();
        TrainingPlan<float> other = Others[difference];
        new Trainer<float>(Plan).Run(new Trainer<float>(Plan).Start(), new TrainingOptions { CheckpointPath = folder["state"] });
        string message = Assert.Throws<InvalidDataException>(() => new Trainer<float>(other).Resume(folder["state"])).Message;
        Assert.Contains(folder["state"], message, StringComparison.Ordinal);
        Assert.Contains(Plan.Description, message, StringComparison.Ordinal);
        Assert.Contains(other.Description, message, StringComparison.Ordinal);
        Assert.NotEqual(Plan.Description, other.Description);
    }

    [Fact]
    public void The_momentum_of_the_inner_optimizer_is_part_of_the_plan()
        => Assert.NotEqual(
            (Plan with { Learner = new Maml<float>(With(optimizer: new Sgd<float>(0.9f)), 2) }).Description,
            (Plan with { Learner = new Maml<float>(With(optimizer: new Sgd<float>(0.8f)), 2) }).Description);

    [Fact]
    public void More_iterations_are_the_same_plan_and_double_is_not()
    {
        Assert.Equal(Plan.Description, (Plan with { Iterations = 1000 }).Description);
        Assert.NotEqual(Plans.Of(Learners.Get<double>("maml")).Description, Plan.Description);
    }

    [Fact]
    public void A_net_of_other_sizes_is_refused_with_both_shapes()
    {
        using TemporaryFolder folder = new();
        new Trainer<float>(Plan).Run(new Trainer<float>(Plan).Start(), new TrainingOptions { CheckpointPath = folder["state"] });
        NetAdaptation<float> wider = new(Nets.Relu<float>(1, 1, width: 9), Loss.MeanSquaredError, StepSizes<float>.Constant(0.01));
        Trainer<float> trainer = new(Plan with { Learner = new Maml<float>(wider, 2) });
        string message = Assert.Throws<InvalidDataException>(() => trainer.Resume(folder["state"])).Message;
        Assert.Contains("weight [9, 1]", message, StringComparison.Ordinal);
        Assert.Contains("weight [8, 1]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_an_error_at_every_length_and_stays_as_it_is()
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plan);
        trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"] });
        byte[] whole = File.ReadAllBytes(folder["state"]);
        foreach (int length in Enumerable.Range(0, 40).Select(part => part * (whole.Length - 1) / 39).Concat([7, 8, 9, whole.Length - 1]))
        {
            File.WriteAllBytes(folder["cut"], whole[..length]);
            WeightFileException refusal = Assert.Throws<WeightFileException>(() => trainer.Resume(folder["cut"]));
            Assert.Contains(folder["cut"], refusal.Message, StringComparison.Ordinal);
            Assert.Equal(length, new FileInfo(folder["cut"]).Length);
        }
    }

    [Fact]
    public void A_file_that_is_something_else_is_an_error_that_names_it()
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plan);
        File.WriteAllText(folder["text"], "This is a letter to a friend, and no checkpoint.");
        Assert.Contains(
            folder["text"], Assert.Throws<WeightFileException>(() => trainer.Resume(folder["text"])).Message, StringComparison.Ordinal);

        SafeTensors.Write(folder["weights"], trainer.Start().MetaParameters);
        string message = Assert.Throws<InvalidDataException>(() => trainer.Resume(folder["weights"])).Message;
        Assert.Contains(folder["weights"], message, StringComparison.Ordinal);
        Assert.Contains("not a training checkpoint", message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => trainer.Resume(folder["nothing"]));
    }

    [Fact]
    public void Every_flipped_bit_of_every_byte_is_refused()
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plan);
        trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"] });
        byte[] bytes = File.ReadAllBytes(folder["state"]);
        for (int place = 0; place < bytes.Length; place++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                // Each bit of the header, in which lengths, names and the iteration stand; of the numbers one in each byte.
                if (place >= HeaderEnd(bytes) && bit != place % 8)
                {
                    continue;
                }

                bytes[place] ^= (byte)(1 << bit);
                File.WriteAllBytes(folder["flipped"], bytes);
                Exception? refusal = Record.Exception(() => trainer.Resume(folder["flipped"]));
                Assert.True(
                    refusal is WeightFileException or InvalidDataException, $"Bit {bit} of byte {place}: {refusal?.Message ?? "resumed"}");
                Assert.Contains(folder["flipped"], refusal!.Message, StringComparison.Ordinal);
                bytes[place] ^= (byte)(1 << bit);
            }
        }

        File.WriteAllBytes(folder["flipped"], bytes);
        Assert.Equal(3, trainer.Resume(folder["flipped"]).Iteration);
    }

    [Fact]
    public void A_checkpoint_without_a_checksum_is_refused_as_one_of_before()
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plan);
        trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"] });
        SafeTensorsFile<float> file = SafeTensors.Read<float>(folder["state"]);
        Dictionary<string, string> metadata = new(file.Metadata) { ["format"] = "AutogradMaml training checkpoint 1" };
        metadata.Remove("checksum");
        SafeTensors.Write(folder["old"], file.Parameters, metadata);
        string message = Assert.Throws<InvalidDataException>(() => trainer.Resume(folder["old"])).Message;
        Assert.Contains(folder["old"], message, StringComparison.Ordinal);
        Assert.Contains("of a version of before", message, StringComparison.Ordinal);
        Assert.Contains("no checksum", message, StringComparison.Ordinal);

        // Nor does the new format go without.
        metadata["format"] = file.Metadata["format"];
        SafeTensors.Write(folder["bare"], file.Parameters, metadata);
        Assert.Contains(
            "lack the checksum", Assert.Throws<InvalidDataException>(() => trainer.Resume(folder["bare"])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meta.net.0.weight", float.NaN)]
    [InlineData("meta.net.2.bias", float.PositiveInfinity)]
    [InlineData("optimizer.plan.moment.1.net.2.bias", float.NegativeInfinity)]
    [InlineData("optimizer.plan.number.0", float.NaN)]
    public void A_number_that_is_not_finite_is_refused_by_name(string name, float value)
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plan);
        trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"] });
        SafeTensorsFile<float> file = SafeTensors.Read<float>(folder["state"]);
        ChecksummedFile.Write(
            folder["changed"],
            new Parameters<float>(
                file.Parameters.Select(entry => entry.Key == name ? KeyValuePair.Create(name, Spoilt(entry.Value, value)) : entry)),
            file.Metadata);
        string message = Assert.Throws<InvalidDataException>(() => trainer.Resume(folder["changed"])).Message;
        Assert.Contains(folder["changed"], message, StringComparison.Ordinal);
        Assert.Contains($"not finite in '{name}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_optimizer_state_of_another_optimizer_is_refused()
    {
        using TemporaryFolder folder = new();
        Trainer<float> adam = new(Plan);
        adam.Run(adam.Start(), new TrainingOptions { CheckpointPath = folder["adam"] });
        SafeTensorsFile<float> file = SafeTensors.Read<float>(folder["adam"]);
        TrainingPlan<float> plain = Plan with { OuterOptimizer = new Sgd<float>() };
        ChecksummedFile.Write(
            folder["changed"], file.Parameters, new Dictionary<string, string>(file.Metadata) { ["plan"] = plain.Description });
        string message = Assert.Throws<InvalidDataException>(() => new Trainer<float>(plain).Resume(folder["changed"])).Message;
        Assert.Contains("tensors under 'optimizer', expected 0", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_is_read_without_its_plan_and_holds_nothing_else()
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plan);
        TrainingState<float> state = trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"] });
        TrainingCheckpoint<float> read = TrainingCheckpoint<float>.Read(folder["state"]);
        Assert.Equal((3, Plan.Description), (read.Iteration, read.Plan));
        Same.Bits(state, new TrainingState<float>(read.Iteration, read.MetaParameters, read.OptimizerState));

        SafeTensorsFile<float> file = SafeTensors.Read<float>(folder["state"]);
        ChecksummedFile.Write(folder["more"], file.Parameters.Concat(state.MetaParameters.Prefixed("notes")), file.Metadata);
        Assert.Throws<InvalidDataException>(() => trainer.Resume(folder["more"]));
        ChecksummedFile.Write(folder["less"], file.Parameters.Under("optimizer").Prefixed("optimizer"), file.Metadata);
        Assert.Throws<InvalidDataException>(() => TrainingCheckpoint<float>.Read(folder["less"]));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("3.5")]
    [InlineData("99999999999999999999")]
    [InlineData("")]
    public void An_iteration_that_is_no_number_is_refused(string iteration)
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plan);
        trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"] });
        SafeTensorsFile<float> file = SafeTensors.Read<float>(folder["state"]);
        ChecksummedFile.Write(
            folder["changed"], file.Parameters, new Dictionary<string, string>(file.Metadata) { ["iteration"] = iteration });
        string message = Assert.Throws<InvalidDataException>(() => trainer.Resume(folder["changed"])).Message;
        Assert.Contains("is not a training checkpoint", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meta.net.0.weight")]
    [InlineData("optimizer.plan.moment.1.net.2.bias")]
    [InlineData("optimizer.plan.number.0")]
    public void A_tensor_that_is_missing_is_refused(string name)
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plan);
        trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"] });
        SafeTensorsFile<float> file = SafeTensors.Read<float>(folder["state"]);
        ChecksummedFile.Write(folder["changed"], new Parameters<float>(file.Parameters.Where(entry => entry.Key != name)), file.Metadata);
        Assert.Contains(
            folder["changed"], Assert.Throws<InvalidDataException>(() => trainer.Resume(folder["changed"])).Message,
            StringComparison.Ordinal);
        ChecksummedFile.Write(
            folder["renamed"],
            new Parameters<float>(
                file.Parameters.Select(entry => entry.Key == name ? KeyValuePair.Create(name + "x", entry.Value) : entry)),
            file.Metadata);
        Assert.Contains(
            $"'{name}'", Assert.Throws<InvalidDataException>(() => trainer.Resume(folder["renamed"])).Message, StringComparison.Ordinal);
    }

    private static int HeaderEnd(byte[] file) => sizeof(ulong) + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);

    private static Tensor<float> Spoilt(Tensor<float> tensor, float value)
    {
        float[] values = Tensors.ToArray(tensor);
        values[^1] = value;
        return Tensors.Wrap(values, Tensors.ShapeOf(tensor));
    }

    private static NetAdaptation<float> With(double size = 0.01, Optimizer<float>? optimizer = null)
        => new(Net.Net, Loss.MeanSquaredError, StepSizes<float>.Constant(size), optimizer);
}
