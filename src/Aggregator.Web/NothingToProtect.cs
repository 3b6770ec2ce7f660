using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Aggregator.Web;

/// <summary>
/// Pages have no forms that write and no cookies, so the keys that the framework makes for those protect
/// nothing: they live as long as the process, instead of lying in the home of whoever runs it.
/// </summary>
internal sealed class NothingToProtect : IXmlRepository
{
    private readonly Lock _gate = new();
    private readonly List<XElement> _keys = [];

    public static void Apply(KeyManagementOptions options)
    {
        options.XmlRepository = new NothingToProtect();
        options.XmlEncryptor = new NullXmlEncryptor();
    }

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_gate) return [.. _keys];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_gate) _keys.Add(element);
    }
}
