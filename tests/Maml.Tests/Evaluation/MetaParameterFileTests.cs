using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Evaluation;

/// <summary>Meta-parameters in a file of their own: saved, loaded by whoever they fit, refused when damaged or another's.</summary>
public class MetaParameterFileTests
{
    private static readonly Learner<double> Maml = Support.Learners.Get<double>("maml");

    [Fact]
    public void What_is_saved_is_loaded_in_every_bit_and_says_who_wrote_it()
    {
        using TemporaryFolder folder = new();
        Parameters<double> meta = Maml.Initialize(3);
        Maml.Save(folder["meta"], new(meta.Reverse()));
        Same.Bits(meta, Maml.LoadFile(folder["meta"]));
        IReadOnlyDictionary<string, string> metadata = SafeTensors.Read<double>(folder["meta"]).Metadata;
        Assert.Equal(Maml.Description, metadata["learner"]);
        Assert.Matches("^[0-9]+[.][0-9]+[.][0-9]+", metadata["version"]);

        // With the same parts, and another way.
        Same.Bits(meta, Support.Learners.Get<double>("reptile").LoadFile(folder["meta"]));
    }

    [Fact]
    public void The_meta_parameters_of_a_checkpoint_are_loaded_too()
    {
        using TemporaryFolder folder = new();
        Trainer<double> trainer = new(Plans.Of(Maml, iterations: 2));
        TrainingState<double> end = trainer.Run(trainer.Start(), new() { CheckpointPath = folder["state"] });
        Same.Bits(end.MetaParameters, Maml.LoadFile(folder["state"]));
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        using TemporaryFolder folder = new();
        Maml.Save(folder["meta"], Maml.Initialize(3));
        byte[] good = File.ReadAllBytes(folder["meta"]);
        for (int at = 0; at < good.Length; at += Math.Max(1, good.Length / 200))
        {
            byte[] bad = [.. good];
            bad[at] ^= 1;
            File.WriteAllBytes(folder["meta"], bad);
            Exception refused = Assert.ThrowsAny<Exception>(() => Maml.LoadFile(folder["meta"]));
            Assert.True(refused is WeightFileException or InvalidDataException, refused.ToString());
        }
    }

    [Fact]
    public void Files_of_something_else_are_refused_with_what_is_missing()
    {
        using TemporaryFolder folder = new();
        Parameters<double> meta = Maml.Initialize(3);
        SafeTensors.Write(folder["bare"], meta);
        Assert.Contains(
            "lack the checksum", Assert.Throws<InvalidDataException>(() => Maml.LoadFile(folder["bare"])).Message,
            StringComparison.Ordinal);
        Learner<double> other = Support.Learners.Get<double>("maml, learned sizes");
        Maml.Save(folder["meta"], meta);
        Assert.Contains(
            "step_size.", Assert.Throws<ArgumentException>(() => other.LoadFile(folder["meta"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => other.Save(folder["no"], meta));
        Assert.False(File.Exists(folder["no"]));

        (string name, System.Numerics.Tensors.Tensor<double> tensor) = meta[0];
        double[] values = Tensors.ToArray(tensor);
        values[0] = double.NaN;
        Parameters<double> bad = new(
            meta.Select(
                entry => entry.Key == name ? KeyValuePair.Create(name, Tensors.Create<double>(values, Tensors.ShapeOf(tensor))) : entry));
        Assert.Contains(
            $"not finite in '{name}'", Assert.Throws<ArgumentException>(() => Maml.Save(folder["nan"], bad)).Message,
            StringComparison.Ordinal);
        ChecksummedFile.Write(folder["nan"], bad, MetaParameterFile.Metadata("AutogradMaml meta-parameters 1", Maml.Description));
        Assert.Contains(
            $"not finite in '{name}'", Assert.Throws<InvalidDataException>(() => Maml.LoadFile(folder["nan"])).Message,
            StringComparison.Ordinal);

        Maml.Adapt(meta, Plans.Of(Maml).Tasks.Sample(1, 0)).Save(folder["adapted"], "maml");
        Assert.Contains(
            "holds 'AutogradMaml adapted parameters 1'",
            Assert.Throws<InvalidDataException>(() => Maml.LoadFile(folder["adapted"])).Message, StringComparison.Ordinal);
    }
}
