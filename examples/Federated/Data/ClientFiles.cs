using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Federated;

/// <summary>Data of clients in a folder, a file for each, <c>client-17.safetensors</c>: a client opens its own and no other. Written by
/// <c>Federated divide</c>.</summary>
/// <remarks>A file holds <c>train.inputs</c> and <c>test.inputs</c> [examples, features], and <c>train.labels</c> and <c>test.labels</c>
/// [examples]; its metadata the number of classes. It is hostile until checked.</remarks>
/// <param name="folder">The folder.</param>
internal sealed class ClientFiles(string folder) : IClientSource
{
    private const string ClassesKey = "classes";
    private const int MostFeatures = 100_000;
    private const int MostClasses = 1000;

    /// <summary>Writes the file of a client.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="client">The client's number.</param>
    /// <param name="data">Its data.</param>
    public static void Write(string folder, int client, ClientData data) => SafeTensors.Write(
        PathOf(folder, client),
        new Parameters<float>(
        [
            KeyValuePair.Create("train.inputs", data.Train.InputTensor),
            KeyValuePair.Create("train.labels", data.Train.LabelTensor),
            KeyValuePair.Create("test.inputs", data.Test.InputTensor),
            KeyValuePair.Create("test.labels", data.Test.LabelTensor),
        ]),
        new Dictionary<string, string> { [ClassesKey] = data.Classes.ToString(CultureInfo.InvariantCulture) });

    /// <inheritdoc/>
    public ClientData Of(int client)
    {
        string path = PathOf(folder, client);
        SafeTensorsFile<float> file = Read(path);
        (int features, int classes) = SizesOf(path, file);
        return new(Part(path, file, "train", features, classes), Part(path, file, "test", features, classes), classes);
    }

    private static Examples Part(string path, SafeTensorsFile<float> file, string part, int features, int classes)
    {
        if (!file.Parameters.TryGet($"{part}.inputs", out System.Numerics.Tensors.Tensor<float>? inputs)
            || !file.Parameters.TryGet($"{part}.labels", out System.Numerics.Tensors.Tensor<float>? labels)
            || labels.Rank != 1 || labels.FlattenedLength == 0 || inputs.Rank != 2 || inputs.Lengths[0] != labels.Lengths[0]
            || inputs.Lengths[1] != features)
        {
            throw new UsageException(
                $"--data: '{path}' holds no examples to {part}: expected {part}.inputs [examples, {features}] and {part}.labels " +
                    "[examples].");
        }

        if (file.Parameters.FirstNonFinite() is { } name)
        {
            throw new UsageException($"--data: '{path}' holds numbers that are not finite in '{name}'.");
        }

        float[] numbers = Tensors.ToArray(labels);
        int wrong = Array.FindIndex(numbers, label => !(label >= 0 && label < classes && label == MathF.Floor(label)));
        return wrong < 0
            ? new(Tensors.ToArray(inputs), numbers, features)
            : throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"--data: '{path}' has label {numbers[wrong]} at {part}.labels[{wrong}], expected whole numbers from 0 to {classes - 1}."));
    }

    private static (int Features, int Classes) SizesOf(string path, SafeTensorsFile<float> file)
        => file.Metadata.TryGetValue(ClassesKey, out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int classes) && classes is >= 2 and <= MostClasses
            && file.Parameters.TryGet("train.inputs", out System.Numerics.Tensors.Tensor<float>? inputs) && inputs.Rank == 2
            && inputs.Lengths[1] is >= 1 and <= MostFeatures
            ? ((int)inputs.Lengths[1], classes)
            : throw new UsageException(
                $"--data: '{path}' is no file of a client's data: its metadata tell the number of classes, and it holds " +
                    "train.inputs [examples, features].");

    private static SafeTensorsFile<float> Read(string path)
    {
        try
        {
            return SafeTensors.Read<float>(path);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UsageException($"--data: {OneLine.Of(exception)}");
        }
    }

    private static string PathOf(string folder, int client)
        => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"client-{client}.safetensors"));
}
