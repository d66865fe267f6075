/** What is said about files of records and signatures, wherever they are. */
export const papers = {
  'papers.title': ['附件', 'Files'],
  'papers.none': ['还没有附件。', 'No file yet.'],
  'papers.add': ['上传附件', 'Attach a file'],
  'papers.adding': ['正在上传', 'Sending'],
  'papers.by': ['{by} 于 {at} 上传', 'by {by}, {at}'],
  'papers.missing': ['还缺“{part}”', '“{part}” is missing'],
  'papers.remove': ['移除', 'Remove'],
  'papers.removeNamed': ['移除 {name}', 'Remove {name}'],
  'sign.here': ['在框内签名', 'Sign in the box'],
  'sign.name': ['签字人姓名', 'Name'],
  'sign.clear': ['重写', 'Clear'],
  'sign.keep': ['保存签字', 'Keep the signature'],
} as const
